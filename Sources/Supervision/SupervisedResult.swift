/// What is left of a supervised child that has ended.
public struct SupervisedResult: Hashable, Sendable {
    /// How it ended.
    public let outcome: SupervisedOutcome
    /// Whether it had begun to put out what it was asked for.
    public let hasAnswered: Bool

    /// A result.
    public init(outcome: SupervisedOutcome, hasAnswered: Bool) {
        self.outcome = outcome
        self.hasAnswered = hasAnswered
    }
}
