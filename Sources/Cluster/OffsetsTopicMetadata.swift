public import Offsets

/// What the cluster's metadata says of its brokers and of `__consumer_offsets` at one moment.
public struct OffsetsTopicMetadata: Sendable {
    /// The brokers that are alive.
    public let brokers: Set<Int32>
    /// The leader of each partition, in order, `nil` where there is none; empty when there is no such topic, and `nil`
    /// when that is not told: the principal may not see the topic, or it is being made.
    public let leaders: [Int32?]?

    /// What is said of brokers and leaders.
    public init(brokers: Set<Int32>, leaders: [Int32?]?) {
        self.brokers = brokers
        self.leaders = leaders
    }

    /// Who coordinates which group, `nil` when that is not known.
    public var coordinators: GroupCoordinators? { leaders.flatMap(GroupCoordinators.init) }

    /// What a listing between this moment and a later one has heard, when every broker answered.
    ///
    /// A partition was heard when it had the same leader before and after, and that one was among the brokers asked.
    public func heard(until after: OffsetsTopicMetadata) -> OffsetsPartitions {
        guard let before = leaders, let after = after.leaders else { return .unknown }
        let unheard = after.indices.filter { index in
            guard before.indices.contains(index), let leader = before[index], leader == after[index] else {
                return true
            }
            return !brokers.contains(leader)
        }
        return OffsetsPartitions(count: Int32(clamping: after.count), unheard: unheard.map { Int32(clamping: $0) })
    }
}

/// Which broker coordinates which group, worked out as the brokers do, so that it need not be asked group by group.
///
/// The leader of a group's partition of `__consumer_offsets` is its coordinator. It can only be a guess, because leaders
/// move: a broker that is not the coordinator answers NOT_COORDINATOR, never with offsets.
public struct GroupCoordinators: Sendable {
    /// The leader of each partition of the topic, in order; `nil` where there is none.
    private let leaders: [Int32?]

    /// The coordinators by the leaders of the topic's partitions, in order; `nil` where there are no partitions.
    public init?(leaders: [Int32?]) {
        guard !leaders.isEmpty else { return nil }
        self.leaders = leaders
    }

    /// The broker that should coordinate a group; `nil` when its partition has no leader.
    public func broker(of group: GroupID) -> Int32? {
        group.offsetsPartition(among: Int32(clamping: leaders.count)).flatMap { leaders[Int($0)] }
    }
}
