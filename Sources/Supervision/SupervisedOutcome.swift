/// How a supervised child ended.
public enum SupervisedOutcome: Hashable, Sendable {
    /// By itself, with an exit code; it has said on its own what there was to say.
    ///
    /// That includes a child that was interrupted and cleaned up (130, 143).
    case exited(Int32)
    /// By a signal that is no request to end and that the supervisor did not send: a fault, or a SIGKILL from outside.
    case crashed(signal: Int32)
    /// At its deadline, so long after its start; `killed` when it had to be, and so could not clean up.
    case overran(after: Duration, killed: Bool)
    /// By a request to end; `killed` when the child did not end within its grace, and so could not clean up.
    ///
    /// Not killed means that the signal came before the child began to listen, which is the first thing a command does,
    /// hence before it did anything.
    case interrupted(InterruptSignal, killed: Bool)

    /// Whether the child could not clean up, so that nobody knows what it has done.
    public var isLoss: Bool {
        switch self {
        case .exited: false
        case .crashed: true
        case .overran(after: _, let killed), .interrupted(_, let killed): killed
        }
    }
}

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

/// Where a supervised child's standard output and standard error go.
public enum SupervisedOutput: Hashable, Sendable {
    /// To those of this process.
    case inherited
    /// Both to standard error of this process, because standard output belongs to another command.
    case messages
    /// Into the result, no more than so many bytes of each; what comes after them is read and dropped, so that the child is
    /// never held up.
    case collected(mostBytes: Int)
}

/// What a child has written to one of its standard streams.
public struct CollectedOutput: Hashable, Sendable {
    /// The bytes, from the beginning.
    public var bytes: [UInt8] = []
    /// Whether more was written than was to be kept.
    public var isCut = false

    /// Nothing, or what was written.
    public init(bytes: [UInt8] = [], isCut: Bool = false) {
        self.bytes = bytes
        self.isCut = isCut
    }

    /// The text; bytes that are no UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
