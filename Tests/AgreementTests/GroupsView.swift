import Offsets
import SnapshotFormat

/// What a reader sees of some groups.
struct GroupsView: Equatable {
    /// What it sees of one.
    struct Group: Equatable {
        var state: GroupState?
        var type: GroupType?
        var offsets: [CommittedOffset] = []
    }

    /// The groups that it reads.
    var groups: [GroupID: Group] = [:]
    /// The groups that it names and cannot read.
    var failed: Set<GroupID> = []
    /// The groups that it names as such which hold no offsets for anybody.
    var unsupported: Set<GroupID> = []
    /// The partitions of `__consumer_offsets` whose groups it does not hear of; the AdminClient does not tell.
    var offline: [Int32]?
    /// The ids of the topics that occur, as text; one without is missing.
    var topicIDs: [String: String] = [:]

    /// Nothing.
    init() {}

    /// What a snapshot holds.
    init(_ snapshot: Snapshot) {
        for group in snapshot.groups {
            groups[group.group] = Group(state: group.state, type: group.type, offsets: group.offsets)
        }
        failed = Set(snapshot.coverage.failed.map(\.group))
        unsupported = Set(snapshot.coverage.unsupported.map(\.group))
        offline = snapshot.coverage.offlineOffsetsPartitions
        for topic in snapshot.topics where topic.partitionCount != nil {
            topicIDs[topic.topic] = topic.id.map { "\($0)" }
        }
    }

    /// The digest that a snapshot of these groups has.
    ///
    /// - Parameter names: The groups that count, `nil` for all.
    /// - Returns: The digest, as text.
    /// - Throws: ``FormatError`` where offsets are out of order or twice there.
    func digest(of names: Set<GroupID>? = nil) throws -> String {
        let counted = groups.filter { names?.contains($0.key) != false }.sorted { $0.key < $1.key }
        let now = Timestamp.now()
        let origin = SnapshotOrigin(
            cluster: ClusterName(id: "agreement", name: nil),
            bootstrapServers: "",
            startedAt: now,
            finishedAt: now,
            tidemarkVersion: TidemarkVersion.current,
            client: "",
            selection: Selection()
        )
        let snapshot = Snapshot(
            origin: origin,
            coverage: Coverage(listed: 0, selected: 0, captured: 0),
            groups: counted.map { group, seen in
                GroupOffsets(group: group, state: .unknown, type: .unknown, offsets: seen.offsets)
            },
            topics: []
        )
        return "\(try SnapshotFile.offsetsDigest(of: snapshot))"
    }
}
