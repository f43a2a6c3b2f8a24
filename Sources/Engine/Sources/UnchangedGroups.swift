import Offsets
import Store

/// For how long groups have held what they hold now, as far as the snapshots of a store show it; nothing is guessed.
///
/// What is not shown is a change between two snapshots that was taken back before the second.
struct UnchangedGroups: Sendable {
    /// What is known of a group.
    enum Verdict: Hashable, Sendable {
        /// It held the same at the moment, and in every snapshot since.
        case unchanged
        /// It held something else since.
        case changed
        /// The snapshots do not tell.
        case unknown
    }

    /// So many snapshots before the moment are looked into for one that holds a group.
    private static let before = 12

    /// What the snapshots have shown so far of one group, oldest first.
    private struct Trace: Sendable {
        /// Since when every snapshot that could tell has shown what it holds now, `nil` for none.
        var sameSince: Timestamp?
        /// The begin of the last one that showed something else, or no such group.
        var otherAt: Timestamp?
    }

    let store: SnapshotStore

    /// What is known of groups.
    ///
    /// - Parameters:
    ///   - groups: The groups, as they are now.
    ///   - cluster: The id of their cluster.
    ///   - moment: Since when they are to have held the same.
    /// - Returns: A verdict for each.
    func verdicts(of groups: [LiveGroup], on cluster: String, since moment: Timestamp) async -> [GroupID: Verdict] {
        let held = Dictionary(groups.map { ($0.group, $0.held) }) { first, _ in first }
        let all = await store.list().filter { $0.cluster.id == cluster && !$0.isImported }
        let reference = all.lastIndex { $0.finishedAt <= moment }
        let chosen = Array(all[(reference.map { max(0, $0 - Self.before + 1) } ?? 0)...])
        let wanted = WantedGroups.named(Array(held.keys))
        let traces = await store.reduced(chosen, into: [GroupID: Trace](), of: wanted) { traces, _, excerpt in
            guard case .success(let excerpt) = excerpt, let reach = try? SnapshotReach(excerpt.origin, excerpt.coverage)
            else {
                // What it shows is not known, and nothing before it counts any more.
                for group in traces.keys { traces[group]?.sameSince = nil }
                return
            }
            let selection = excerpt.origin.selection
            let isWhole =
                !selection.asksForSomePartitions && selection.excludedTopics.isEmpty
                && excerpt.coverage.visibility.showsEveryTopic
            let shown = Dictionary(excerpt.groups.map { ($0.group, $0.offsets) }) { first, _ in first }
            for (group, now) in held {
                let isSame: Bool
                if let offsets = shown[group] {
                    guard isWhole else { continue }
                    isSame = Self.areSame(offsets, now)
                } else {
                    guard reach.silence(about: group) == nil else { continue }
                    isSame = false
                }
                if isSame {
                    traces[group, default: Trace()].sameSince = traces[group]?.sameSince ?? excerpt.origin.finishedAt
                } else {
                    traces[group] = Trace(sameSince: nil, otherAt: excerpt.origin.startedAt)
                }
            }
        }
        return held.mapValues { _ in Verdict.unknown }.merging(
            traces.mapValues { trace -> Verdict in
                if let other = trace.otherAt, other > moment { return .changed }
                return trace.sameSince.map { $0 <= moment } == true ? .unchanged : .unknown
            }
        ) { _, known in known }
    }

    /// Whether a group holds the very offsets of a snapshot, with their metadata.
    private static func areSame(_ offsets: [CommittedOffset], _ now: HeldOffsets) -> Bool {
        now.negative.isEmpty && offsets.count == now.offsets.count
            && zip(offsets, now.offsets).allSatisfy { $0.topicPartition == $1.topicPartition && $0.holdsSame(as: $1) }
    }
}
