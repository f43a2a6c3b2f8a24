/// One way a command can end.
public struct CommandExit: Hashable, Sendable {
    /// The exit code of the process.
    public let code: Int32
    /// When it is given, without a full stop.
    public let meaning: String

    /// An exit code and its meaning.
    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}
