import Cluster
import Engine
import Offsets

/// A group as `describe` shows it.
struct DescribedGroup: Sendable {
    /// One of its offsets.
    struct Held: Sendable {
        let offset: CommittedOffset
        let bounds: LogBounds?
        /// How old the record at the offset is, in seconds; 0 at the end of the log, `nil` where it is not known.
        let age: Int64?
        /// What was consumed since the look before.
        let consumption: Consumption?
        /// The member that consumes the partition, `nil` where none does or that is not told.
        let consumer: GroupMember?

        var lag: Int64? { bounds.map { Lag.records(behind: $0, at: offset) } }
        var rewindable: Int64? { bounds.map { Lag.rewindable(in: $0, at: offset) } }
    }

    let group: GroupOffsets
    /// What DescribeGroups says of it, `nil` where it says nothing.
    let description: GroupDescription?
    /// Over all of its offsets, also those that are not shown.
    let lag: GroupLag
    /// The age of the oldest record at which it stands, in seconds; `nil` where one of them is not known.
    let age: Int64?
    /// What was consumed since the look before, over all of its offsets.
    let consumption: Consumption?
    /// Those that are shown, in the order of the view.
    let held: [Held]

    /// How many members it has, `nil` where the client library cannot tell.
    var members: Int? { description?.members }

    /// Who they are, `nil` where the client library cannot tell all of them.
    var clients: [GroupMember]? {
        guard members != 0 else { return [] }
        guard let named = description?.namedMembers, named.count == members else { return nil }
        return named
    }
}

/// Groups as `describe` shows them, in the order of a view.
struct DescribedGroups: Sendable {
    /// What was read.
    let snapshot: Snapshot
    /// Those that the view shows.
    let groups: [DescribedGroup]
    /// Where all of them stood, for the next look.
    let positions: GroupPositions
    /// Of so many positions the age is not known.
    let unknownAges: Int

    /// Groups with what is known of them.
    ///
    /// - Parameters:
    ///   - snapshot: What they hold.
    ///   - descriptions: What DescribeGroups says of them.
    ///   - ages: How old the records are at which they stand, `nil` where nobody asked.
    ///   - before: Where they stood when they were looked at before.
    ///   - view: What of them is shown.
    init(
        _ snapshot: Snapshot,
        _ descriptions: [GroupID: GroupDescription],
        ages: RecordAges?,
        since before: GroupPositions?,
        in view: GroupView
    ) {
        let bounds = LogBoundsIndex(snapshot.topics)
        let positions = GroupPositions(snapshot.groups, in: bounds)
        var unknownAges = 0
        let described = snapshot.groups.compactMap { group -> DescribedGroup? in
            guard view.states?.contains(group.state) != false else { return nil }
            let consumers = Self.consumers(in: descriptions[group.group])
            let held = group.offsets.map { offset in
                let log = bounds.bounds(of: offset)
                return DescribedGroup.Held(
                    offset: offset,
                    bounds: log,
                    age: ages.flatMap { Self.age(of: offset, in: log, $0) },
                    consumption: before.flatMap {
                        positions.consumption(of: group.group, offset.topicPartition, since: $0)
                    },
                    consumer: consumers[offset.topicPartition]
                )
            }
            if ages != nil { unknownAges += held.count { $0.age == nil } }
            let shown = held.filter { view.shows(lag: $0.lag) }
            guard !shown.isEmpty || (group.offsets.isEmpty && view.shows(lag: 0)) else { return nil }
            return DescribedGroup(
                group: group,
                description: descriptions[group.group],
                lag: GroupLag(of: group, in: bounds),
                age: held.contains { $0.age == nil } ? nil : held.compactMap(\.age).max(),
                consumption: before.flatMap { positions.consumption(of: group.group, since: $0) },
                held: view.sorted(shown, lag: \.lag, rewindable: \.rewindable)
            )
        }
        self.snapshot = snapshot
        self.positions = positions
        self.unknownAges = unknownAges
        groups = view.sorted(described, lag: \.lag.records, rewindable: \.lag.rewindable)
    }

    /// Who consumes which partition, as far as that is told.
    private static func consumers(in description: GroupDescription?) -> [TopicPartition: GroupMember] {
        let members = description?.namedMembers ?? []
        let assigned = members.flatMap { member in (member.assignment ?? []).map { ($0, member) } }
        return Dictionary(assigned) { first, _ in first }
    }

    /// The places in logs whose records' ages tell how far groups are behind in time.
    static func positions(of snapshot: Snapshot) -> Set<RecordAges.Position> {
        let bounds = LogBoundsIndex(snapshot.topics)
        return Set(
            snapshot.groups.lazy.flatMap(\.offsets).compactMap { offset in
                bounds.bounds(of: offset).flatMap { position(of: offset, in: $0) }
            }
        )
    }

    /// Where a consumer would go on; `nil` where nothing is left to read.
    private static func position(of offset: CommittedOffset, in log: LogBounds) -> RecordAges.Position? {
        let next = max(offset.offset, log.start)
        return next < log.end ? RecordAges.Position(offset.topicPartition, next) : nil
    }

    private static func age(of offset: CommittedOffset, in log: LogBounds?, _ ages: RecordAges) -> Int64? {
        guard let log else { return nil }
        return position(of: offset, in: log).map { ages.seconds[$0] } ?? 0
    }
}
