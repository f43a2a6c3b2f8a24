import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Restores that carry the same groups from one content to another and back, whole or cut off.
///
/// After each, `recover` recovers, and compares what the groups, the journal and the sentinel say.
struct BackAndForth {
    /// How a run gets its offsets.
    enum Way: String, Hashable, Sendable, CaseIterable {
        /// Two offsets of each group are set to others, and one is set that may not be there.
        case merge
        /// The same, and what the snapshot does not have is removed.
        case exact
        /// What the last run changed is changed back.
        case undo
    }

    /// What a run has come to.
    enum Outcome: String, Hashable, Sendable {
        case old = "all old"
        case new = "all new"
    }

    let user: User
    let topic: String
    private let snapshots: [(id: String, content: Content)]
    /// What the groups hold, by everything that is known.
    private(set) var held: Content
    /// What they are to hold after the run that was started last.
    private(set) var aim: Content
    /// The run before that one, whatever became of it.
    private(set) var earlier: String?
    /// The last run that is in force, and what the groups held before it.
    private var lastDone: (run: JournalFile.Run, before: Content)?
    private var marks: [TopicPartition: OffsetMetadata] = [:]

    /// Makes groups, a snapshot of each content, and the first run.
    init(
        _ cluster: TestCluster,
        groups: Int = DurabilityTests.groups,
        store: ScratchStore = ScratchStore()
    ) async throws {
        user = User(cluster, store: store)
        topic = TestCluster.uniqueName("durability")
        try await cluster.createTopic(topic, partitions: Content.partitions)
        try await cluster.produce(
            topic: topic,
            partitions: (0..<Int32(Content.partitions)).map { $0 },
            count: Content.records
        )
        var snapshots: [(id: String, content: Content)] = []
        for content in Content.both(topic: topic, groups: groups) {
            for group in snapshots.isEmpty ? [] : content.groups {
                try await cluster.deleteOffsets(of: group, [TopicPartition(topic: topic, partition: 0)])
            }
            try await cluster.commit(content.offsets.map { (group: $0.key, offsets: $0.value) })
            let snapshot = try await user.snapshot("--group", "\(topic)-*").snapshot
            try #require(snapshot.offsets == content.offsets.values.reduce(0) { $0 + $1.count })
            snapshots.append((snapshot.id, content))
        }
        self.snapshots = snapshots
        held = snapshots[1].content
        aim = held
        try await waitForCoordinators()
        let result = try await start(.merge).result()
        try await recover(after: result, "the first run")
        try #require(result.exitCode == .done, "\(result)")
    }

    /// Returns when every broker coordinates some of the groups: one that was killed leads nothing for a while.
    func waitForCoordinators() async throws {
        try await Waiting.until("every broker coordinates some groups") {
            let coordinators = try await user.cluster.coordinators(of: held.groups)
            return coordinators.count == held.groups.count && Set(coordinators.values).count == BrokersTrait.brokers
        }
    }

    /// Starts the next run.
    mutating func start(_ way: Way, _ options: String...) throws -> RunningCommand {
        earlier = try? JournalFile.latest(in: user.store)?.id
        if way == .undo, let lastDone {
            aim = lastDone.before
            return try user.start(["undo", lastDone.run.id, "--yes"] + options)
        }
        let next = try #require(snapshots.first { $0.content.merged(into: held) != held })
        aim = way == .exact ? next.content : next.content.merged(into: held)
        return try user.start(["restore", next.id, "--mode", way == .exact ? "exact" : "merge", "--yes"] + options)
    }

    /// Carries out restores to their end until the undo of the last one has offsets to remove.
    mutating func makeUndoRemove() async throws {
        let whole = Set(snapshots.map(\.content))
        while true {
            if whole.contains(held), let before = lastDone?.before, whole.contains(before) { return }
            let result = try await start(.exact).result()
            try #require(result.exitCode == .done, "\(result)")
            try await recover(after: result, "a restore for an undo")
        }
    }

    /// Kills a recovery, both of its processes.
    func killRecovery(after time: Duration) async throws {
        let command = try user.start(["recover"])
        try await Task.sleep(for: time)
        command.kill(SIGKILL, .group)
        try await command.isGone()
    }

    /// Recovers after a run that may have been cut off, and compares everything.
    ///
    /// - Parameters:
    ///   - result: How its command ended; none of its processes may be left.
    ///   - comment: What was done to it.
    /// - Returns: What the run has come to, and what the journal said before the recovery.
    /// - Throws: When the groups are neither all old nor all new, or cannot be recovered or read.
    @discardableResult
    mutating func recover(
        after result: CommandResult,
        _ comment: String
    ) async throws -> (outcome: Outcome, state: String) {
        let comment: Comment = "\(comment): \(result)"
        let run = try JournalFile.latest(in: user.store).flatMap { $0.id == earlier ? nil : $0 }
        let between = try await holdings()
        try #require(!between.contains(.other), comment)
        try #require(!between.contains(.old) || between.isDisjoint(with: [.new, .notYetRemoved]), comment)
        if result.exitCode == .done { #expect(between == [.new], comment) }
        if [.interrupted, .terminated].contains(result.exitCode) { #expect(between == [.old], comment) }

        let recovery = try await user.start(["recover", "--json"]).result()
        let after: Comment = "\(comment)\nthen \(recovery)"
        try #require(recovery.exitCode == .done, after)
        let found = try await user.cluster.committed(by: held.groups)
        let outcome = found == aim.offsets ? Outcome.new : .old
        try #require(found == (outcome == .new ? aim : held).offsets, "neither all old nor all new; \(after)")
        #expect(!between.contains(.old) || outcome == .old, "old before the recovery, new after it; \(after)")
        #expect(between.isDisjoint(with: [.new, .notYetRemoved]) || outcome == .new, "new, and then old; \(after)")
        try await compareJournal(with: outcome, after)
        return (outcome, run?.state ?? "none")
    }

    /// The journal and the sentinel tell the same of the last run as the groups do.
    private mutating func compareJournal(with outcome: Outcome, _ comment: Comment) async throws {
        let latest = try #require(try JournalFile.latest(in: user.store), comment)
        #expect(try JournalFile.unfinishedRuns(in: user.store) == 0, comment)
        #expect(try JournalFile.contradictions(in: user.store) == 0, comment)
        if latest.id == earlier {
            #expect(outcome == .old, "written, and not journalled; \(comment)")
        } else {
            #expect(latest.state == (outcome == .new ? "done" : "aborted"), comment)
            if outcome == .new {
                lastDone = (latest, before: held)
                marks[latest.sentinelPartition] = latest.mark
            }
        }
        let sentinel = try await user.cluster.committed(by: [latest.sentinelGroup])[latest.sentinelGroup] ?? []
        let found = Dictionary(uniqueKeysWithValues: sentinel.map { ($0.topicPartition, $0.metadata) })
        #expect(found == marks, "the sentinel says something else; \(comment)")
        if outcome == .new { held = aim }
    }

    /// Notes that somebody else has committed an offset: it belongs to what the groups held before the run, too.
    mutating func note(_ offset: CommittedOffset, of group: GroupID) {
        held = Content(offsets: [group: [offset]]).merged(into: held)
    }

    private func holdings() async throws -> Set<Holding> {
        let partitions = (0..<Int32(Content.partitions)).map { TopicPartition(topic: topic, partition: $0) }
        let reads = try await user.cluster.stablyCommitted(by: held.groups, of: partitions)
        return Set(reads.map { Holding($0.value, old: held.offsets[$0.key], new: aim.offsets[$0.key]) })
    }
}
