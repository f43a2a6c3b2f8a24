public import Offsets

/// What came of one run of a job.
public enum JobResult: Hashable, Sendable {
    /// A snapshot was taken.
    case succeeded(TakenSnapshot)
    /// None was.
    case failed(FailedRun)
    /// It was asked to stop before there was one.
    case interrupted
    /// Somebody else runs the job at this moment, as the error says.
    case busy(FailedRun)

    /// What the schedule makes of it.
    public var ending: JobEnding {
        switch self {
        case .succeeded: .succeeded
        case .failed(let failure): failure.passes ? .failedForNow : .failed
        case .interrupted: .interrupted
        case .busy: .failedForNow
        }
    }
}

/// A snapshot that a job has taken.
public struct TakenSnapshot: Hashable, Sendable {
    /// Its id.
    public var id: SnapshotID
    /// How many groups it holds.
    public var groups: Int
    /// How many offsets it holds.
    public var offsets: Int
    /// The size of its file in bytes.
    public var bytes: Int
    /// How many groups the cluster has listed; `nil` where that is not known.
    public var listedGroups: Int?
    /// How many groups could not be read.
    public var failedGroups: Int
    /// Whether it can be relied on.
    public var state: SnapshotState

    /// Whether it lacks something, or looks wrong.
    public var isPartial: Bool { state != .complete }

    /// A snapshot.
    public init(
        id: SnapshotID,
        groups: Int,
        offsets: Int,
        bytes: Int,
        listedGroups: Int? = nil,
        failedGroups: Int = 0,
        state: SnapshotState = .complete
    ) {
        self.id = id
        self.groups = groups
        self.offsets = offsets
        self.bytes = bytes
        self.listedGroups = listedGroups
        self.failedGroups = failedGroups
        self.state = state
    }
}

/// Why a run took no snapshot.
public struct FailedRun: Hashable, Sendable {
    /// The name of the error; see ``TidemarkError/Code``.
    public var code: String
    /// What happened.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// What the command ended with, or would have.
    public var endedWith: Int32

    /// A failure.
    public init(code: String, message: String, hint: String?, endedWith: Int32) {
        self.code = code
        self.message = message
        self.hint = hint
        self.endedWith = endedWith
    }

    /// A failure by its error.
    public init(_ error: TidemarkError) {
        self.init(
            code: error.code.rawValue,
            message: error.message,
            hint: error.hint,
            endedWith: error.exitCode.rawValue
        )
    }

    /// Whether it may pass without anybody doing something, so that it is tried again: no broker answers, somebody else
    /// holds the store for a moment, the client library has crashed or hung.
    public var passes: Bool {
        [ExitCode.unreachable, .busy, .internalFault].map(\.rawValue).contains(endedWith)
    }
}
