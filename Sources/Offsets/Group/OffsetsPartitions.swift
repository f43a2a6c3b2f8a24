/// The partitions of `__consumer_offsets` as a listing of groups found them.
///
/// A group belongs to the partition that its name hashes to, and nobody but the leader of that partition lists it. A
/// partition without a leader hides its groups without any error (`docs/kafka.md` §3.4), so that a listing is whole
/// only when every partition was heard.
public struct OffsetsPartitions: Hashable, Sendable {
    /// The topic that holds the offsets of all groups.
    public static let topic = "__consumer_offsets"
    /// Nothing is known of the topic: the principal may not see it, or no broker told.
    public static let unknown = OffsetsPartitions(count: nil, unheard: [])

    /// How many partitions are named in a message; the JSON documents hold all of them.
    private static let longestList = 10

    /// How many partitions there are, `nil` when not known; 0 when the topic does not exist, as before the first group.
    public let count: Int32?
    /// Those without a leader, or whose leader changed or was not heard, ascending, each once.
    public let unheard: [Int32]

    /// What a listing found.
    public init(count: Int32?, unheard: [Int32]) {
        self.count = count
        self.unheard = unheard
    }

    /// Whether a listing cannot show the group, be it there or not.
    public func hides(_ group: GroupID) -> Bool {
        guard !unheard.isEmpty, let count, let partition = group.offsetsPartition(among: count) else { return false }
        return unheard.contains(partition)
    }

    /// What is wrong, such as `2 of 12 partitions of __consumer_offsets have no leader: 3, 5`; of many, the first.
    public var words: String {
        let named = unheard.prefix(Self.longestList).map(String.init).joined(separator: ", ")
        let others = unheard.count - Self.longestList
        let all = count.map { "\(unheard.count) of \($0) partitions" } ?? "\(unheard.count) partitions"
        return "\(all) of \(Self.topic) \(unheard.count == 1 ? "has" : "have") no leader: \(named)"
            + (others > 0 ? " and \(others) more" : "")
    }

    /// What several listings did not hear, one after the other: a group that was there all the time is missing only
    /// when none of them heard its partition.
    ///
    /// - Parameter listings: What each listing found, and whether it is certain to have heard every broker; one that is not
    ///   may lack more than it names.
    /// - Returns: What none of the certain ones heard; where there are none, what any of them did not hear.
    public static func unheard(
        byAll listings: [(offsets: OffsetsPartitions, isCertain: Bool)]
    ) -> OffsetsPartitions {
        let count = listings.compactMap(\.offsets.count).last
        let certain = listings.filter { $0.isCertain && $0.offsets.count != nil }.map { Set($0.offsets.unheard) }
        let unheard =
            certain.first.map { certain.dropFirst().reduce($0) { $0.intersection($1) } }
            ?? listings.reduce(into: Set<Int32>()) { $0.formUnion($1.offsets.unheard) }
        return OffsetsPartitions(count: count, unheard: unheard.sorted())
    }
}

extension GroupID {
    /// The partition of `__consumer_offsets` that a group belongs to, as every broker works it out
    /// (`docs/kafka.md` §1.1); `nil` where there are no partitions.
    public func offsetsPartition(among count: Int32) -> Int32? {
        CoordinatorPartition.number(of: name, among: count)
    }
}

/// Which partition of an internal topic keeps what belongs to a name: a group's offsets in `__consumer_offsets`, a
/// transactional id's state in `__transaction_state`.
///
/// The leader of that partition is the name's coordinator (`partitionFor` in Kafka's coordinators, the same since 0.9).
public enum CoordinatorPartition {
    /// The partition of a name; `nil` where there are none.
    public static func number(of name: String, among count: Int32) -> Int32? {
        guard count > 0 else { return nil }
        let hash = hash(name)
        // As Kafka's own `abs`: the one value without a positive counterpart becomes 0.
        return hash == .min ? 0 : abs(hash) % count
    }

    /// The hash of a Java string: over its UTF-16 code units, modulo 2³².
    static func hash(_ name: String) -> Int32 {
        name.utf16.reduce(0) { $0 &* 31 &+ Int32($1) }
    }
}
