internal import Cluster
internal import Offsets

/// The groups that one broker has listed, and who led the partitions of `__consumer_offsets` before and after.
struct BrokerListing: Sendable {
    let broker: Int32
    let groups: [ListedGroup]
    let before: OffsetsTopicMetadata
    let after: OffsetsTopicMetadata

    /// The groups of several brokers, sorted, each once, and the names that came more than once.
    static func merged(_ listings: [BrokerListing]) -> (groups: [ListedGroup], repeated: Set<GroupID>) {
        let listed = listings.flatMap(\.groups)
        // Equal names stay in the order in which they came.
        let order = listed.indices.sorted { listed[$0].group < listed[$1].group }
        var groups: [ListedGroup] = []
        var repeated: Set<GroupID> = []
        groups.reserveCapacity(listed.count)
        for group in order.lazy.map({ listed[$0] }) {
            // A group that moves between brokers during the listing is listed twice; not empty is the safe answer.
            if let other = groups.last, other.group == group.group {
                repeated.insert(group.group)
                if other.isActive { continue }
                groups[groups.count - 1] = group
            } else {
                groups.append(group)
            }
        }
        return (groups, repeated)
    }

    /// The partitions that were heard: those that a broker which has listed led before and after, by its own word.
    static func heard(by listings: [BrokerListing]) -> OffsetsPartitions {
        let known = listings.filter { $0.before.leaders != nil && $0.after.leaders != nil }
        guard let count = known.compactMap(\.after.leaders?.count).max() else { return .unknown }
        var isHeard = [Bool](repeating: false, count: count)
        for listing in known {
            guard let before = listing.before.leaders, let after = listing.after.leaders else { continue }
            for index in 0..<min(before.count, after.count)
            where before[index] == listing.broker && after[index] == listing.broker {
                isHeard[index] = true
            }
        }
        let unheard = isHeard.indices.filter { !isHeard[$0] }
        return OffsetsPartitions(count: Int32(clamping: count), unheard: unheard.map { Int32(clamping: $0) })
    }
}
