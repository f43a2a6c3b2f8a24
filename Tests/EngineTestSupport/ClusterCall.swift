package import Offsets

/// A call that somebody made to the cluster.
package struct ClusterCall: Hashable, Sendable {
    /// The calls that the engine makes of a cluster; by their names the schedules of the model check have them.
    package enum Kind: String, Codable, Hashable, Sendable {
        case metadata
        /// What a broker tells of its configuration.
        case settings
        case list
        /// Looking for a group of exactly one name.
        case listName
        case describe
        /// A question about a right.
        case rights
        /// Everything a group has committed.
        case readAll
        /// Some partitions of a group, waiting for transactions.
        case readStable
        /// Some partitions of a group, whatever is pending.
        case readUnstable
        case bounds
        /// Who leads partitions.
        case leaders
        /// The first offsets since a moment.
        case since
        /// Records of a stretch of each of several logs.
        case records
        case initialize
        case begin
        case send
        case commit
        case abort
        /// What the coordinator tells of the last transaction.
        case lastTransaction
        /// A plain commit.
        case alterOffsets
        case deleteOffsets
        case deleteGroup
        /// Waiting until deletions are replicated.
        case waitForDeletions
    }

    package let kind: Kind
    package var group: GroupID?

    /// Whether it can change what groups hold.
    package var isWrite: Bool { [.begin, .send, .commit, .alterOffsets, .deleteOffsets, .deleteGroup].contains(kind) }
}
