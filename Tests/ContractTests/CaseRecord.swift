import KafkaTestSupport
import Offsets
import Synchronization

/// What is known of the case that runs in the current task: for its verdict, and for tidying up after it.
final class CaseRecord: Sendable {
    /// The case of the current task.
    @TaskLocal static var current: CaseRecord?

    private struct State {
        var cluster: ContractCluster?
        var row: String?
        var issueCount = 0
        var groups: [GroupID] = []
        var reason: String?
        var kept: [any Sendable] = []
    }

    private let state = Mutex(State())

    /// The cluster it runs on, once known.
    var cluster: ContractCluster? { state.withLock(\.cluster) }
    /// Which row of its table it is, `nil` for a test without a table.
    var row: String? { state.withLock(\.row) }
    /// How many expectations failed.
    var issueCount: Int { state.withLock(\.issueCount) }
    /// The groups it has named.
    var groups: [GroupID] { state.withLock(\.groups) }

    /// Why the case could not be tried on its cluster, `nil` when it was.
    var reason: String? { state.withLock(\.reason) }

    /// Says what the case is about.
    func describe(_ cluster: ContractCluster, row: String?) {
        state.withLock {
            $0.cluster = cluster
            $0.row = row
        }
    }

    /// Counts a failed expectation.
    func countIssue() {
        state.withLock { $0.issueCount += 1 }
    }

    /// Notes a group that is to be deleted afterwards.
    func note(_ group: GroupID) {
        state.withLock { $0.groups.append(group) }
    }
    /// Says that the case cannot be tried on its cluster, and why.
    func leaveOut(_ reason: String) {
        state.withLock { $0.reason = reason }
    }

    /// Lets a thing live until the case has been tidied up after.
    func keep(_ thing: any Sendable) {
        state.withLock { $0.kept.append(thing) }
    }
}
