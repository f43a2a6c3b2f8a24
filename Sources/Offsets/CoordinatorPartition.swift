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
