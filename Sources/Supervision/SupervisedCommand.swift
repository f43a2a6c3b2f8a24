public import Offsets

/// What a supervisor has to know of the command that its child runs.
public struct SupervisedCommand: Sendable {
    /// How much later than the command's own deadline the supervisor's should be.
    ///
    /// A command that still works notices its own deadline and says what it was waiting for; the supervisor's is for
    /// one that hangs.
    public static let timeToReport: Duration = .seconds(2)

    /// The grace of a command that only looks: time to close a file and a connection.
    public static let graceWhenLooking: Duration = .seconds(10)

    /// The grace of a command that writes: time to abort a transaction, to find out how it ended when its own producer
    /// cannot tell, and to read back that nothing has changed.
    ///
    /// It is that of the smallest plan; a child that carries a
    /// larger one out says so (``SupervisedChild/noteGrace(_:)``).
    public static let graceWhenWriting: Duration = RunLimits.unknownSize.grace

    /// What the command does, to follow "while", such as `taking a snapshot`.
    public let activity: String
    /// The child's arguments with the program's name first; `nil` for those of this process, byte for byte.
    public let arguments: [String]?
    /// Variables the child gets besides, or in place of, those of this process.
    public let environment: [String: String]
    /// When the child is asked to end; see ``timeToReport``.
    public let patience: SupervisionPatience
    /// How long the child may clean up after it was asked to end, by a signal or at its deadline, before it is killed,
    /// unless it says that it needs longer.
    public let grace: Duration
    /// Whether the command may change the cluster, so that its loss leaves a question open.
    public let writes: Bool
    /// Where what the command writes goes.
    public let output: SupervisedOutput
    /// The signals to this process that ask the command to end; others are this process's own.
    public let signals: Set<InterruptSignal>
    /// What the operator should do after a loss; `nil` for the usual advice.
    public let hint: String?

    /// A command to supervise.
    public init(
        activity: String,
        arguments: [String]? = nil,
        environment: [String: String] = [:],
        patience: SupervisionPatience,
        grace: Duration? = nil,
        writes: Bool,
        output: SupervisedOutput = .inherited,
        signals: Set<InterruptSignal> = Set(InterruptSignal.allCases),
        hint: String? = nil
    ) {
        self.activity = activity
        self.arguments = arguments
        self.environment = environment
        self.patience = patience
        self.grace = grace ?? (writes ? Self.graceWhenWriting : Self.graceWhenLooking)
        self.writes = writes
        self.output = output
        self.signals = signals
        self.hint = hint
    }
}

/// How long a child may work before it is asked to end.
public enum SupervisionPatience: Hashable, Sendable {
    /// Until a moment, whatever it does.
    case until(Deadline)
    /// As long as it says at least so often that it is alive (``SupervisedChild/noteHeartbeat()``), from its start on.
    case whileAlive(silence: Duration)

    /// How many times in the longest silence it is looked for signs of life, so that the end of one is noticed no later
    /// than that part of it.
    private static let looksPerSilence = 4

    /// The moment of the first step of a child that starts now and says nothing.
    var firstLimit: Deadline {
        switch self {
        case .until(let deadline): deadline
        case .whileAlive(let silence): .after(silence)
        }
    }

    /// How long a supervisor may wait before it looks for signs of life; `nil` where none are expected.
    var interval: Duration? {
        switch self {
        case .until: nil
        case .whileAlive(let silence): silence / Self.looksPerSilence
        }
    }
}
