import Cluster
import Offsets

/// A group to read, and whether the cluster listed it.
struct ChosenGroup: Sendable {
    let group: GroupID
    let state: GroupState
    let type: GroupType
    let isListed: Bool

    init(listed: ListedGroup) {
        group = listed.group
        state = listed.state
        type = listed.type
        isListed = true
    }

    /// A group asked for by name: it may still exist, for its coordinator may have moved during the listing (`docs/kafka.md` §3.5).
    init(unlisted group: GroupID) {
        self.group = group
        state = .unknown
        type = .unknown
        isListed = false
    }
}
