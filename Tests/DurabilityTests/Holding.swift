import KafkaTestSupport
import Offsets

/// What a group holds between a restore that was cut off and the recovery.
enum Holding: String, Hashable, Sendable {
    /// What it held before.
    case old
    /// What it was to hold.
    case new
    /// That, and offsets that are still to be removed: Kafka has no deletion inside a transaction.
    case notYetRemoved = "not yet removed"
    /// A transaction is still to be decided.
    case pending
    /// Something that it should not.
    case other

    /// Tells what a group holds.
    init(_ read: StableRead, old: [CommittedOffset]?, new: [CommittedOffset]?) {
        guard case .decided(let offsets) = read else {
            self = .pending
            return
        }
        let wanted = Set(new ?? [])
        let rest = Set(offsets).subtracting(wanted)
        if offsets == old {
            self = .old
        } else if offsets == new {
            self = .new
        } else {
            self = wanted.isSubset(of: offsets) && rest.isSubset(of: old ?? []) ? .notYetRemoved : .other
        }
    }
}
