/// Whether the audit log is as it was written.
public enum AuditVerdict: Hashable, Sendable {
    /// Every record follows from the one before it, and none is missing.
    case intact(records: Int)
    /// The first record that does not fit, and why; later ones prove nothing.
    case broken(number: Int64, reason: String)
}
