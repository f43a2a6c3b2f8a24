/// How far one group is in a best-effort run, each step durable before the act that it announces.
public enum GroupStep: String, Hashable, Sendable, CaseIterable {
    /// It is about to be written.
    case intent
    /// The broker has acknowledged the write.
    case acknowledged
    /// It was read back and holds what was planned.
    case verified
    /// Its pre-image is about to be put back.
    case compensating
    /// Its pre-image was put back and read back.
    case compensated
}
