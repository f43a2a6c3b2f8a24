/// Bytes that are no message of the protocol; the connection they came on is closed.
public struct MalformedMessage: Error, Hashable {
    /// What is wrong with them.
    public let reason: String

    /// What is wrong with some bytes.
    public init(_ reason: String) {
        self.reason = reason
    }
}
