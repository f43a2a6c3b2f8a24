import Cluster
import Offsets

/// Restores of any installation that were committed, or might have been, while groups were read.
///
/// A transaction of Tidemark's begins with its sentinel group and leaves a mark there when it is committed. So groups that
/// were read between two equal marks, with no transaction open at the second one, are all from before or all from after
/// every restore. What has no transaction, a removal or best effort, cannot be seen here.
struct RunsUnderWay: Sendable {
    /// How long after its mark the last of a run's groups may still change, and before it the first; at most 2.5 s were
    /// measured with three brokers.
    static let settling: Duration = .seconds(3)
    /// A run that began longer ago has settled: brokers leave no transaction open for more than 15 minutes unless they are
    /// told to.
    private static let longest: Duration = .seconds(15 * 60)

    /// What sentinel groups say.
    struct Marks: Sendable {
        /// The marks of each group, by partition.
        var texts: [GroupID: [TopicPartition: OffsetMetadata]] = [:]
        /// The groups that could not be read.
        var unreadable: [GroupID] = []
    }

    /// What can be said of groups that were read.
    enum Verdict: Sendable {
        /// No restore was committed meanwhile.
        case undisturbed
        /// These runs were committed meanwhile.
        case disturbed([String])
        /// Of these sentinel groups a transaction is still open, or they cannot be read.
        case undecided([String])
    }

    let cluster: any Cluster
    /// How long a run may take to settle, ``settling`` but in tests.
    let settling: Duration
    /// Whether a run is known to be over.
    let isOver: @Sendable (_ run: String) async -> Bool

    /// Reads the marks of sentinel groups; those that the principal may not read say nothing.
    func marks(of sentinels: Set<GroupID>, before deadline: Deadline) async -> Marks {
        let groups = sentinels.sorted()
        let results = await cluster.held(
            by: groups,
            patience: Capture.patiencePerGroup,
            before: deadline,
            finished: { _ in }
        )
        var marks = Marks()
        for (group, result) in zip(groups, results) {
            switch result {
            case .success(let held):
                marks.texts[group] = Dictionary(held.offsets.map { ($0.topicPartition, $0.metadata) }) { first, _ in
                    first
                }
            case .failure(let error) where error.code.isAuthorization: continue
            case .failure: marks.unreadable.append(group)
            }
        }
        return marks
    }

    /// Judges groups that were read since the marks were.
    ///
    /// - Parameters:
    ///   - marks: The marks as they were before.
    ///   - sentinels: Every sentinel group that was listed before or after.
    ///   - partitions: Every partition of the cluster: the one on which a transaction has its mark pending is that of some
    ///     offset in its plan, and is nowhere to be seen before the first commit.
    ///   - deadline: When to give up.
    /// - Returns: Whether a restore may have been committed meanwhile.
    func verdict(
        since marks: Marks,
        sentinels: Set<GroupID>,
        partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> Verdict {
        let open = await open(among: sentinels, partitions: partitions, before: deadline)
        guard open.isEmpty else { return .undecided(open.map(\.name)) }
        let now = await self.marks(of: sentinels, before: deadline)
        guard now.unreadable.isEmpty else { return .undecided(now.unreadable.map(\.name)) }
        var runs: Set<String> = []
        for (group, texts) in now.texts {
            for (partition, mark) in texts where marks.texts[group]?[partition] != mark {
                runs.insert(SentinelMark(mark)?.run ?? group.name)
            }
        }
        return runs.isEmpty ? .undisturbed : .disturbed(runs.sorted())
    }

    /// Whether a run of these marks may still be changing groups: it began lately, and is not known to be over.
    func mayBeSettling(_ marks: Marks, at now: Timestamp = .now()) async -> Bool {
        let earliest = now.advanced(by: .zero - Self.longest).compact
        for run in Set(marks.texts.values.lazy.flatMap(\.values).compactMap { SentinelMark($0)?.run }) {
            // A run's id begins with its time.
            if run >= earliest, await !isOver(run) { return true }
        }
        return false
    }

    /// The groups of which a transaction is still open after a while, or which cannot be asked.
    private func open(
        among sentinels: Set<GroupID>,
        partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [GroupID] {
        let limit = min(deadline, .after(settling))
        let chunks = RequestChunks.split(partitions).map(Array.init)
        let asked = sentinels.sorted().flatMap { group in
            chunks.map { GroupPartitions(group: group, partitions: $0) }
        }
        let results = await cluster.committedOffsets(
            of: asked,
            waitsForTransactions: true,
            patience: nil,
            before: limit,
            finished: { _ in }
        )
        var open: Set<GroupID> = []
        for (asked, result) in zip(asked, results) {
            if case .failure(let error) = result, !error.code.isAuthorization { open.insert(asked.group) }
        }
        return open.sorted()
    }
}
