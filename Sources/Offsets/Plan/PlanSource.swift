/// Where the offsets of a plan come from.
public enum PlanSource: Hashable, Sendable {
    /// A snapshot that was begun at a moment; with the path of its file where that is in no store.
    case snapshot(SnapshotID, at: Timestamp, file: String? = nil)
    /// The pre-image of the run with this id.
    case run(String)
    /// Another group of the same cluster, as it is now.
    case group(GroupID)
    /// Several groups of the same cluster, as they are now, sorted.
    case groups([GroupID])
    /// Groups of another cluster, as they are now, sorted.
    case otherCluster(ClusterName, groups: [GroupID], by: TranslationMethod)
    /// Positions in the operator's words, such as `to-earliest`.
    case positions(String)
    /// None: nothing is to be held.
    case nothing

    /// A source that is neither a snapshot nor a run in words; `nil` for these, which have names, and for none.
    public var words: String? {
        switch self {
        case .snapshot, .run: nil
        case .group: subject.map { "group \($0)" }
        case .groups, .otherCluster: subject.map { "groups \($0)" }
        case .positions, .nothing: subject
        }
    }

    /// The name of the source, for the audit log; `nil` for none.
    public var subject: String? {
        switch self {
        case .snapshot(let id, at: _, file: _): id.text
        case .run(let id): id
        case .group(let group): group.name
        case .groups(let groups): GroupList.words(Set(groups))
        case .otherCluster(let cluster, let groups, by: let method):
            "\(GroupList.words(Set(groups))) of cluster \(cluster.id)" + (method == .timestamp ? ", by timestamp" : "")
        case .positions(let words): words
        case .nothing: nil
        }
    }

    /// The snapshot, `nil` for another source.
    public var snapshot: SnapshotID? {
        if case .snapshot(let id, at: _, file: _) = self { id } else { nil }
    }

    /// Whether it tells what groups and logs are at the moment, so that what it tells a while later is another thing.
    public var isLive: Bool {
        switch self {
        case .group, .groups, .otherCluster, .positions: true
        case .snapshot, .run, .nothing: false
        }
    }

    /// Live groups of the same cluster.
    public static func live(_ groups: [GroupID]) -> PlanSource {
        groups.count == 1 ? .group(groups[0]) : .groups(groups.sorted())
    }

    /// The file that the snapshot is in, `nil` for one of the store and for another source.
    public var file: String? {
        if case .snapshot(_, at: _, file: let file) = self { file } else { nil }
    }
}
