/// How offsets are written.
public enum CommitProtocol: String, Hashable, Sendable, CaseIterable {
    /// All groups in one Kafka transaction: all or nothing.
    case transaction
    /// Group after group, put back in reverse when one fails: not atomic across groups.
    case bestEffort = "best-effort"
}
