internal import Offsets

/// Which broker coordinates which group, worked out as the brokers do, so that it need not be asked group by group.
///
/// The leader of a group's partition of `__consumer_offsets` is its coordinator. It halves the requests of a capture. It
/// can only be a guess, because leaders move: a broker that is not the coordinator answers NOT_COORDINATOR, never with
/// offsets.
struct GroupCoordinators: Sendable {
    /// The leader of each partition of the topic, in order; `nil` where there is none.
    private let leaders: [Int32?]

    /// The coordinators by the leaders of the topic's partitions, in order; `nil` where there are no partitions.
    init?(leaders: [Int32?]) {
        guard !leaders.isEmpty else { return nil }
        self.leaders = leaders
    }

    /// The broker that should coordinate a group; `nil` when its partition has no leader.
    func broker(of group: GroupID) -> Int32? {
        group.offsetsPartition(among: Int32(clamping: leaders.count)).flatMap { leaders[Int($0)] }
    }
}
