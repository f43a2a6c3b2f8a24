import KafkaTestSupport
import Offsets
import SQLite
import Testing

/// What the databases beside the snapshots say is not believed where it cannot be: the files answer, or nothing is written.
@Suite(.serialized)
struct CatalogDamageTests {
    /// Bits of a moment: nanoseconds, seconds, days, years, and the sign.
    private static let bits: [Int64] = [0, 30, 47, 55, 62, 63]

    @Test(arguments: TestCluster.all)
    func `one changed bit of a time in the catalog does not move latest`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let user = User(cluster)
            let older = try await user.snapshot("--group", seeded.pattern).snapshot
            try await cluster.moveOffsets(of: seeded)
            let newest = try await user.snapshot("--group", seeded.pattern).snapshot
            for id in [older.id, newest.id] {
                for bit in Self.bits {
                    try Self.execute(
                        "UPDATE snapshot SET started_at = (started_at | 1 << \(bit)) - (started_at & 1 << \(bit)) "
                            + "WHERE id = '\(id)'",
                        on: "catalog",
                        of: user
                    )
                    let plan = try await user.run("restore", "latest", "--dry-run")
                    #expect(plan.exitCode == .done, "bit \(bit) of \(id): \(plan)")
                    #expect(
                        plan.messages.contains("from snapshot \(newest.id), taken 20"),
                        "bit \(bit) of \(id): \(plan)"
                    )
                }
            }
            let listed: ListDocument = try await user.run("list", "--json").document()
            #expect(listed.snapshots.map(\.id) == [older.id, newest.id])
        }
    }

    @Test(arguments: TestCluster.all, [-1, Int64(Int32.min)])
    func `a version that cannot be is no crash: the catalog is built anew, and no run is believed`(
        _ cluster: TestCluster,
        version: Int64
    ) async throws {
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let user = User(cluster)
            let taken = try await user.snapshot("--group", seeded.pattern).snapshot
            try await cluster.moveOffsets(of: seeded)
            let restored = try await user.run("restore", "latest", "--yes")
            #expect(restored.exitCode == .done, "\(restored)")
            for file in ["catalog", "journal"] {
                try Self.execute("PRAGMA user_version = \(version)", on: file, of: user)
            }
            for words in [["show", "latest"], ["restore", "latest", "--dry-run"]] {
                let looked = try await user.start(words).result()
                #expect(looked.exitCode == .done, "\(looked)")
                #expect(looked.messages.contains(taken.id), "\(looked)")
            }
            for words in [["runs"], ["log", "--verify"], ["undo", "latest", "--yes"], ["recover"]] {
                let refused = try await user.start(words).result()
                #expect(refused.exitCode == .damagedData, "\(refused)")
                #expect(
                    refused.messages.contains("journal.sqlite: its schema has the version \(version)"),
                    "\(refused)"
                )
            }
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    private static func execute(_ statement: String, on file: String, of user: User) throws {
        let path = "\(user.store.directory)/\(file).sqlite"
        try Database(path: path, access: .write, busyTimeout: .seconds(60)).execute(statement)
    }
}
