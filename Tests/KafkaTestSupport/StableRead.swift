public import Offsets

/// What a group holds for some partitions when only what no open transaction can change counts.
public enum StableRead: Hashable, Sendable {
    /// The committed offsets, sorted by partition; partitions without one are left out.
    case decided([CommittedOffset])
    /// An open transaction may still change some of them (`UNSTABLE_OFFSET_COMMIT`).
    case pending
}
