import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import SQLite
import Testing

/// One changed bit of a run in the journal is noticed by whatever would write by it, and nothing is written.
@Suite(.serialized)
struct JournalDamageTests {
    /// The columns that say what was there, what was to happen, and to whom.
    private static let columns: [String: [String]] = [
        "pre_image": ["run", "group_number", "topic_number", "partition", "offset", "leader_epoch", "metadata"],
        "run_item": [
            "run", "group_number", "topic_number", "partition", "action", "planned_offset", "planned_metadata",
        ],
        "run_group": ["run", "number", "name", "existed", "state", "type"],
        "run_topic": ["number", "name"],
        "run": ["id", "cluster_id", "state", "commit_protocol", "started_at", "finished_at"],
        "event": ["state", "at"],
        "audit": ["subject", "result", "evidence"],
    ]
    /// A state may be over before it is seen.
    private static let tries = 20

    @Test(arguments: TestCluster.all)
    func `undo refuses a run of which a bit has changed, and the groups stay as they are`(
        _ cluster: TestCluster
    ) async throws {
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            // One offset that the restore creates, so that its undo deletes.
            try await cluster.deleteOffsets(of: seeded.group(1), [seeded.topicPartitions[1]])
            let before = try await cluster.committed(by: seeded.groups)
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let restored = try await cluster.committed(by: seeded.groups)
            for (table, columns) in Self.columns.sorted(by: { $0.key < $1.key }) {
                for column in columns {
                    let copy = ScratchStore()
                    try FileManager.default.copyItem(atPath: user.store.directory, toPath: copy.directory)
                    try Self.flip(column, of: table, in: copy)
                    let undo = try await User(cluster, store: copy).run("undo", "latest", "--yes")
                    #expect(undo.exitCode == .damagedData, "\(table).\(column): \(undo)")
                    #expect(undo.messages.contains("journal.sqlite"), "\(table).\(column): \(undo)")
                    let verify = try await User(cluster, store: copy).run("log", "--verify")
                    #expect(verify.exitCode == .damagedData, "\(table).\(column): \(verify)")
                }
            }
            #expect(try await cluster.committed(by: seeded.groups) == restored)
            let verify = try await user.run("log", "--verify")
            #expect(verify.exitCode == .done, "\(verify)")
            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `a run that was cut short and is damaged is not recovered, and can be given up`(
        _ cluster: TestCluster
    ) async throws {
        try await cluster.withSeededGroups(10, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.withoutOtherRestores {
                let run = try await Self.killed(user, seeded)
                let held = try await cluster.committed(by: seeded.groups)
                try Self.flip("offset", of: "pre_image", in: user.store)
                for command in [["recover"], ["restore", "latest", "--yes"]] {
                    let result = try await user.start(command + ["--wait", "60s"]).result()
                    #expect(result.exitCode == .damagedData, "\(result)")
                    #expect(result.messages.contains(run), "\(result)")
                }
                #expect(try await cluster.committed(by: seeded.groups) == held)
                let accepted = try await user.start(["recover", "--accept", run, "--wait", "60s"]).result()
                #expect(accepted.exitCode == .done, "\(accepted)")
                let restore = try await user.start(["restore", "latest", "--yes", "--wait", "60s"]).result()
                #expect(restore.exitCode == .done, "\(restore)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            }
        }
    }

    /// Kills a restore while its transaction is open.
    private static func killed(_ user: User, _ seeded: SeededGroups) async throws -> String {
        for _ in 0..<tries {
            try await user.cluster.moveOffsets(of: seeded)
            try? FileManager.default.removeItem(atPath: "\(user.store.directory)/journal.sqlite")
            let command = try user.start(["restore", "latest", "--yes"])
            guard let held = try HeldJournal.reaching("open", of: user.store, by: command, except: []) else { continue }
            let run = held.run
            command.kill(SIGKILL, .group)
            try await command.isGone()
            try held.release()
            return run
        }
        throw KafkaFailure("kill a restore in state open", message: "missed \(tries) times")
    }

    /// Changes one bit of a value in the last row of a table.
    private static func flip(_ column: String, of table: String, in store: ScratchStore) throws {
        let database = try Database(
            path: "\(store.directory)/journal.sqlite",
            access: .write,
            busyTimeout: .seconds(60)
        )
        try database.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        let triggers = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .map { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        for trigger in triggers { try database.execute("DROP TRIGGER \(trigger)") }
        let keys = [
            "run_group": "run, number", "run_topic": "run, number",
            "run_item": "run, group_number, topic_number, partition",
            "pre_image": "run, group_number, topic_number, partition",
        ]
        let key = keys[table] ?? "rowid"
        let newest = key.split(separator: ",").map { "\($0) DESC" }.joined(separator: ", ")
        let last = "FROM \(table) ORDER BY \(newest) LIMIT 1"
        let old = try database.prepare("SELECT \(column) \(last)")
            .first { (row: borrowing Row) throws(SQLiteError) -> Value in
                if let number = try? row.integer(0) { return .integer(number ^ 1) }
                if let text = try? row.text(0) { return .text(flipped(text)) }
                if var bytes = try? row.blob(0) {
                    bytes[0] ^= 1
                    return .blob(bytes)
                }
                return .integer(1)
            }
        try database.prepare("UPDATE OR REPLACE \(table) SET \(column) = ? WHERE (\(key)) = (SELECT \(key) \(last))")
            .run([try #require(old)])
    }

    private static func flipped(_ text: String) -> String {
        var bytes = Array(text.utf8)
        guard let last = bytes.indices.last else { return "x" }
        bytes[last] ^= 1
        return String(decoding: bytes, as: UTF8.self)
    }
}
