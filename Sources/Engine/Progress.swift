/// How far a command has come, for a progress line.
public struct Progress: Hashable, Sendable {
    /// What is being done, such as `reading groups`.
    public let activity: String
    /// How much of it is done.
    public let done: Int
    /// How much there is, `nil` when not known.
    public let total: Int?
    /// How long it may still take before it is broken off, `nil` where that is of no interest.
    public let timeLeft: Duration?

    /// A step on the way.
    public init(_ activity: String, done: Int = 0, of total: Int? = nil, timeLeft: Duration? = nil) {
        self.activity = activity
        self.done = done
        self.total = total
        self.timeLeft = timeLeft
    }
}
