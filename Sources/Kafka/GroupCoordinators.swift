internal import Offsets

/// Which broker coordinates which group, worked out as the brokers do, so that it need not be asked group by group.
///
/// A group belongs to the partition of `__consumer_offsets` that its name hashes to, and the leader of that partition is
/// its coordinator (`partitionFor` in Kafka's group coordinator, the same since 0.9). It halves the requests of a
/// capture. It can only be a guess, because leaders move: a broker that is not the coordinator answers NOT_COORDINATOR,
/// never with offsets.
struct GroupCoordinators: Sendable {
    /// The leader of each partition of the topic, in order; negative where there is none.
    private let leaders: [Int32]

    /// The coordinators by the topic's partitions and their leaders; `nil` unless the partitions are 0 to n - 1.
    init?(leaders byPartition: [Int32: Int32]) {
        let leaders = byPartition.sorted { $0.key < $1.key }
        let isWhole = leaders.enumerated().allSatisfy { $0.offset == Int($0.element.key) }
        guard !leaders.isEmpty, isWhole else { return nil }
        self.leaders = leaders.map(\.value)
    }

    /// The broker that should coordinate a group; `nil` when its partition has no leader.
    func broker(of group: GroupID) -> Int32? {
        guard let partition = CoordinatorPartition.number(of: group.name, among: Int32(clamping: leaders.count)) else {
            return nil
        }
        let leader = leaders[Int(partition)]
        return leader < 0 ? nil : leader
    }
}
