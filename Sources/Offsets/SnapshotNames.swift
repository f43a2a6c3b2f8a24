/// What a snapshot is about, without its offsets.
public struct SnapshotNames: Hashable, Sendable {
    /// Its groups, and those that it knew to be hidden.
    public var groups: Set<GroupID>
    /// The topics that they had committed to, and those that it knew to be hidden.
    public var topics: Set<String>

    /// The names in a snapshot.
    public init(groups: [GroupID], topics: [TopicLogs], visibility: Visibility) {
        let hidden = (visibility.hiddenNames(.listing) + visibility.hiddenNames(.groups)).map(GroupID.init)
        self.groups = Set(groups).union(hidden)
        self.topics = Set(topics.map(\.topic)).union(visibility.hiddenNames(.topics))
    }
}
