/// A group that could not be read, and why.
public struct GroupFailure: Error, Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Kafka's or librdkafka's name of the error, such as `GROUP_AUTHORIZATION_FAILED` or `_TIMED_OUT`.
    public let code: String
    /// The reason in words.
    public let reason: String

    /// A failure as data.
    public init(group: GroupID, code: String, reason: String) {
        self.group = group
        self.code = code
        self.reason = reason
    }
}
