import KafkaTestSupport
import Offsets
import Testing

/// Snapshots that are taken from one store while another one's restores are committed.
@Suite(.needsKafka, .serialized)
struct SnapshotDuringRestoreTests {
    private static let groups = 40
    private static let partitions = 3
    private static let rounds = 6
    private static let tries = 10

    /// What a snapshot has of the seeded groups: old, new, or a mixture.
    private static func holding(_ user: User, _ id: String, _ seeded: SeededGroups) async throws -> Holding {
        let shown: GroupsDocument = try await user.run("show", id, "--json").document()
        return shown.offsets == seeded.everyOffset ? .new : shown.offsets == seeded.moved ? .old : .other
    }

    @Test(arguments: TestCluster.available)
    func `while a restore is held before its commit every group is as before it`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let (restoring, looking) = (User(cluster), User(cluster))
            _ = try await restoring.snapshot("--group", seeded.pattern)
            for attempt in 1... {
                try #require(attempt <= Self.tries, "the restore was over before it could be held")
                try await cluster.moveOffsets(of: seeded)
                let known = try HeldJournal.runs(in: restoring.store)
                let isHeld = try await cluster.withoutOtherRestores {
                    let command = try restoring.start(["restore", "latest", "--yes"])
                    guard let held = try HeldJournal.reaching("open", of: restoring.store, by: command, except: known)
                    else {
                        _ = try await command.result()
                        return false
                    }
                    let taken = try await looking.start(["snapshot", "--group", seeded.pattern, "--json"]).result()
                    try held.release()
                    let restored = try await command.result()
                    #expect(restored.exitCode == .done, "\(restored)")
                    #expect(taken.exitCode == .done, "\(taken)")
                    let document: SnapshotDocument = try taken.document()
                    #expect(try await Self.holding(looking, document.snapshot.id, seeded) == .old, "\(taken)")
                    return true
                }
                if isHeld { break }
            }
            let after = try await looking.snapshot("--group", seeded.pattern)
            #expect(try await Self.holding(looking, after.snapshot.id, seeded) == .new)
        }
    }

    @Test(arguments: TestCluster.available)
    func `no complete snapshot is a mixture of before and after a restore`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let (restoring, looking) = (User(cluster), User(cluster))
            _ = try await restoring.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            var found: [Holding: Int] = [:]
            for round in 0..<Self.rounds {
                try await cluster.withoutOtherRestores {
                    let words = round.isMultiple(of: 2) ? ["restore", "latest", "--yes"] : ["undo", "latest", "--yes"]
                    let command = try restoring.start(words)
                    let taken = try await looking.start(["snapshot", "--group", seeded.pattern, "--json"]).result()
                    let written = try await command.result()
                    #expect(written.exitCode == .done, "\(written)")
                    let document: SnapshotDocument = try taken.document()
                    let holding = try await Self.holding(looking, document.snapshot.id, seeded)
                    found[holding, default: 0] += 1
                    #expect(taken.exitCode == .partial || holding != .other, "\(taken)")
                }
            }
            print("snapshots during restores of \(cluster): \(found.map { "\($0.value) \($0.key)" }.sorted())")
        }
    }
}
