/// What a run did to one group, as far as an undo has to know it.
public struct UndoneGroup: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// Whether the run created it, so that an undo removes it whole.
    public let wasCreated: Bool
    /// The partitions that the run changed, each once.
    public let changes: [UndoneOffset]

    /// A group and what became of it.
    public init(group: GroupID, wasCreated: Bool, changes: [UndoneOffset]) {
        self.group = group
        self.wasCreated = wasCreated
        self.changes = changes.sorted { $0.topicPartition < $1.topicPartition }
    }

    /// What the group is to hold again.
    public var wanted: MappedGroup {
        MappedGroup(
            source: group,
            target: group,
            offsets: changes.compactMap(\.before),
            absent: changes.filter { $0.before == nil }.map(\.topicPartition)
        )
    }

    /// The partitions that something has moved since the run.
    ///
    /// They hold neither what it left there nor what was there before it. In a group that the run created, every other
    /// partition that holds an offset is such a one.
    func moved(holding held: [TopicPartition: CommittedOffset]) -> [Mismatch] {
        var moved: [Mismatch] = []
        for change in changes {
            let found = held[change.topicPartition]
            guard !Self.isSame(found, change.left), !Self.isSame(found, change.before) else { continue }
            moved.append(mismatch(change.topicPartition, expected: change.left, found: found))
        }
        if wasCreated {
            let known = Set(changes.map(\.topicPartition))
            for (partition, found) in held where !known.contains(partition) {
                moved.append(mismatch(partition, expected: nil, found: found))
            }
        }
        return moved.sorted { $0.topicPartition < $1.topicPartition }
    }

    private func mismatch(
        _ topicPartition: TopicPartition,
        expected: CommittedOffset?,
        found: CommittedOffset?
    ) -> Mismatch {
        Mismatch(group: group, topicPartition: topicPartition, expected: expected, found: found)
    }

    private static func isSame(_ left: CommittedOffset?, _ right: CommittedOffset?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.holdsSame(as: right)
    }
}

/// What a run did to one partition of a group.
public struct UndoneOffset: Hashable, Sendable {
    /// The partition.
    public let topicPartition: TopicPartition
    /// What was there before the run, `nil` for nothing.
    public let before: CommittedOffset?
    /// What the run left there, `nil` for nothing.
    public let left: CommittedOffset?

    /// A change.
    public init(_ topicPartition: TopicPartition, before: CommittedOffset?, left: CommittedOffset?) {
        self.topicPartition = topicPartition
        self.before = before
        self.left = left
    }
}
