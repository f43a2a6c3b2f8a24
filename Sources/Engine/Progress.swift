/// How far a command has come, for a progress line.
public struct Progress: Hashable, Sendable {
    /// What is being done, such as `reading groups`.
    public let activity: String
    /// How much of it is done.
    public let done: Int
    /// How much there is, `nil` when not known.
    public let total: Int?
    /// How long until the brokers abort the transaction that is open, `nil` where none is: no estimate of when it is
    /// over.
    public let untilTimeout: Duration?

    /// A step on the way.
    public init(_ activity: String, done: Int = 0, of total: Int? = nil, untilTimeout: Duration? = nil) {
        self.activity = activity
        self.done = done
        self.total = total
        self.untilTimeout = untilTimeout
    }
}
