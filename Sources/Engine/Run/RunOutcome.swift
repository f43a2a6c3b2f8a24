public import Offsets

/// How a run ended.
public struct RunOutcome: Hashable, Sendable {
    /// The run, in its last state, with the error that stopped it if any.
    public let record: RunRecord
    /// How many partitions were read back and compared.
    public let verified: Int
    /// The partitions that hold something else than they should.
    public let mismatches: [Mismatch]
    /// The groups of which it is not known what they hold, because they could not be read.
    public let unread: [UnreadGroup]
    /// What a command that carried out the run ends with.
    public let exitCode: ExitCode

    init(
        record: RunRecord,
        verified: Int,
        mismatches: [Mismatch],
        unread: [UnreadGroup] = [],
        exitCode: ExitCode
    ) {
        self.record = record
        self.verified = verified
        self.mismatches = mismatches
        self.unread = unread
        self.exitCode = exitCode
    }
}
