/// Bytes that are no message of the protocol; the connection they came on is closed.
struct MalformedMessage: Error, Hashable {
    /// What is wrong with them.
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
