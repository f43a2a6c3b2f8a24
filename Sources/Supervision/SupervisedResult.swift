/// What is left of a supervised child that has ended.
public struct SupervisedResult: Hashable, Sendable {
    /// How it ended.
    public let outcome: SupervisedOutcome
    /// Whether it had begun to put out what it was asked for.
    public let hasAnswered: Bool
    /// What it has written to standard output, where that was to be collected.
    public let output: CollectedOutput
    /// What it has written to standard error, where that was to be collected.
    public let messages: CollectedOutput

    /// A result.
    public init(
        outcome: SupervisedOutcome,
        hasAnswered: Bool,
        output: CollectedOutput = CollectedOutput(),
        messages: CollectedOutput = CollectedOutput()
    ) {
        self.outcome = outcome
        self.hasAnswered = hasAnswered
        self.output = output
        self.messages = messages
    }
}
