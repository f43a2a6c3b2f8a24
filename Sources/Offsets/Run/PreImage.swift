/// What a target held before a run.
public enum PreImage: Hashable, Sendable {
    /// It was not read yet.
    case notRead
    /// It was read and had no committed offset.
    case absent
    /// It had this offset.
    case committed(CommittedOffset)
}
