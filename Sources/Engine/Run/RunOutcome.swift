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
    /// The code of the error that the run ended with, `nil` when there is none.
    public let code: TidemarkError.Code?
    /// What a command that carried out the run ends with.
    public var exitCode: ExitCode { code?.exitCode ?? .done }

    init(
        record: RunRecord,
        verified: Int,
        mismatches: [Mismatch],
        unread: [UnreadGroup] = [],
        code: TidemarkError.Code?
    ) {
        self.record = record
        self.verified = verified
        self.mismatches = mismatches
        self.unread = unread
        self.code = code
    }
}
