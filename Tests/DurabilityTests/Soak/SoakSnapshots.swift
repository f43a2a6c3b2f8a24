import KafkaTestSupport
import Offsets
import Testing

/// The snapshots that the daemon has taken, against what the brokers held at that time.
struct SoakSnapshots {
    private let place: SoakPlace
    /// What restores have written, each in one transaction.
    private let restored: SoakHistory
    /// What was committed group by group.
    private let moved: SoakHistory

    init(_ place: SoakPlace, _ restored: SoakHistory, _ moved: SoakHistory) {
        self.place = place
        self.restored = restored
        self.moved = moved
    }

    /// Each is complete, and holds what every group held at a moment while it was taken; or partial, and says why.
    func judge() async throws {
        let list = try await start("list", "--json").result().document(ListDocument.self)
        #expect(list.damaged.isEmpty, "\(list.damaged)")
        let taken = list.snapshots.filter { $0.job != nil }
        var states: [String: Int] = [:]
        var lacking = 0
        for entry in taken {
            let result = try await start("show", entry.id, "--json").result()
            let coverage = try result.document(SnapshotDocument.self).coverage
            let offsets = try result.document(GroupsDocument.self).offsets
            lacking += try judge(entry, coverage, offsets)
            states[entry.state, default: 0] += 1
        }
        #expect(states["complete", default: 0] > 0)
        let words = states.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
        print("\(taken.count) snapshots: \(words); groups that partial ones lack and account for: \(lacking)")
    }

    /// - Returns: how many groups it lacks and says so.
    private func judge(
        _ entry: SnapshotEntry,
        _ coverage: CoverageEntry,
        _ offsets: [GroupID: [CommittedOffset]]
    ) throws -> Int {
        let from = try #require(Timestamp(rfc3339: entry.startedAt))
        // Documents have whole seconds, rounded down.
        let until = try #require(Timestamp(rfc3339: entry.finishedAt)).advanced(by: .seconds(1))
        let isComplete = entry.state == "complete"
        let comment: Comment = "snapshot \(entry.id) from \(from) to \(until), \(entry.state): \(coverage)"
        let isIncomplete =
            !coverage.failed.isEmpty || !coverage.unreadableBrokers.isEmpty || !coverage.unreadablePartitions.isEmpty
            || !coverage.offlineOffsetsPartitions.isEmpty || !coverage.openRuns.isEmpty
            || coverage.visibility.state != "all"
        #expect(isComplete || entry.state == "suspicious" || isIncomplete, "partial without a reason; \(comment)")
        let failed = Set(coverage.failed.map { GroupID($0.group) })
        let isListingIncomplete =
            !coverage.unreadableBrokers.isEmpty || !coverage.offlineOffsetsPartitions.isEmpty
        var lacking = 0
        let versions = restored.seen(from: from, until: until)
        for group in restored.groups + moved.groups {
            guard let found = offsets[group] else {
                lacking += 1
                #expect(!isComplete && (failed.contains(group) || isListingIncomplete), "lacks \(group); \(comment)")
                continue
            }
            let possible = (versions + moved.seen(from: from, until: until)).compactMap { $0.offsets[group] }
            #expect(possible.contains(found), "\(group) never held \(found) then; \(comment)")
        }
        // A restore changes all its groups at once.
        if isComplete {
            let isWhole = versions.contains { version in
                version.offsets.allSatisfy { group, held in offsets[group] == held }
            }
            #expect(isWhole, "a mixture of before and after a restore; \(comment)")
        }
        return lacking
    }

    private func start(_ words: String...) throws -> RunningCommand {
        try RunningCommand(words + ["--store", place.store.directory], environment: [:], output: .captured)
    }
}
