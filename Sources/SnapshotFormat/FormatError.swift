/// Why a snapshot could not be written as a file, or a file not read as a snapshot.
public struct FormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The bytes do not begin like a snapshot file.
        case notASnapshot
        /// A newer version of the format than this reader's is needed; the message names it.
        case unsupportedVersion
        /// The file was changed, cut, or lengthened, or its content breaks a rule of the format.
        case damaged
        /// A limit of the format is exceeded.
        case tooLarge
        /// The snapshot to be written holds a value that the format does not allow.
        case invalidValue
        /// The compressor or the digest failed, for instance for want of memory.
        case library
    }

    /// What kind of failure it is.
    public let code: Code
    /// What is wrong and where.
    public let message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
