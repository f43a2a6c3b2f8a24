/// The cryptographic library failed; the message says at what.
public struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The library failed, for want of memory or because its configuration forbids the algorithm.
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
