/// A command line worth copying, and what it does.
public struct CommandExample: Hashable, Sendable {
    /// The command line.
    public let line: String
    /// What it does, without a full stop.
    public let explanation: String

    /// An example.
    public init(_ line: String, _ explanation: String) {
        self.line = line
        self.explanation = explanation
    }
}
