public import Offsets
public import Settings

/// What belongs to the daemon and its runs, and is told what happens or asked to do something.
public struct DaemonSeams: Sendable {
    /// Before a run, with the slot of the schedule that it is for, `nil` where an operator has asked for it; what it throws
    /// is why the run does not take place.
    public var before: @Sendable (JobSettings, Timestamp?) async throws(TidemarkError) -> Void = { _, _ in }
    /// After a snapshot was taken: retention, and a sampled verification.
    public var afterSuccess: @Sendable (JobSettings, TakenSnapshot) async -> Void = { _, _ in }
    /// After every run; it cannot change the result.
    public var after: @Sendable (JobSettings, JobResult) async -> Void = { _, _ in }
    /// Where in its life the daemon is now.
    public var phase: @Sendable (DaemonPhase) -> Void = { _ in }
    /// What the daemon knows, each time that its loop has come around: also the sign that it gets on.
    public var progress: @Sendable (DaemonState) -> Void = { _ in }

    /// Seams where nothing happens.
    public init() {}
}

/// Where in its life a daemon is.
public enum DaemonPhase: Hashable, Sendable {
    /// It works; said again after each time that it has read its configuration anew.
    case ready
    /// It reads its configuration anew.
    case reloading
    /// It ends.
    case stopping
}
