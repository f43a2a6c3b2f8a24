/// Why bytes could not be compressed or decompressed.
public struct CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The bytes are not one intact Zstandard frame.
        case damaged
        /// The frame does not declare the size of its content.
        case unknownSize
        /// The frame carries no checksum, or needs a dictionary.
        case unprotected
        /// The content is larger than the caller allows.
        case tooLarge
        /// Something follows the frame.
        case trailingBytes
        /// The library failed, for instance for want of memory.
        case library
    }

    /// What kind of failure it is.
    public let code: Code
    /// What happened, in words.
    public let message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
