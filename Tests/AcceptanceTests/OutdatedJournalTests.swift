import FoundationEssentials
import KafkaTestSupport
import Offsets
import Testing

/// An older copy of the journal is put back: Kafka still holds the mark of the run that it lacks.
@Suite(.serialized)
struct OutdatedJournalTests {
    @Test(arguments: TestCluster.all)
    func `the missing run is named, and the latest of the journal is not taken for the latest there was`(
        _ cluster: TestCluster
    ) async throws {
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            let user = User(cluster)
            _ = try await user.snapshot("--group", seeded.pattern)
            let journal = "\(user.store.directory)/journal.sqlite"
            let first = try await Self.restore(user, seeded)
            try FileManager.default.copyItem(atPath: journal, toPath: "\(journal).old")
            let second = try await Self.restore(user, seeded)
            try FileManager.default.removeItem(atPath: journal)
            try FileManager.default.moveItem(atPath: "\(journal).old", toPath: journal)

            let recover = try await user.run("recover", "--json")
            #expect(recover.exitCode == .partial, "\(recover)")
            let document = try recover.document(RunsDocument.self)
            #expect(document.missing?.map(\.run) == [second], "\(recover)")
            #expect(document.runs.isEmpty, "\(recover)")
            #expect(recover.messages.contains(second), "\(recover)")
            #expect(!recover.messages.contains("no interrupted restore on this cluster"), "\(recover)")

            let undo = try await user.run("undo", "latest", "--yes")
            #expect(undo.exitCode == .refused, "\(undo)")
            #expect(undo.messages.contains(second), "\(undo)")
            #expect(undo.messages.contains(first), "\(undo)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            // By its name it is meant, and what it left is what the groups hold.
            let named = try await user.run("undo", first, "--dry-run")
            #expect(named.exitCode == .done, "\(named)")

            try await cluster.moveOffsets(of: seeded)
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(restore.messages.contains(second), "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            // Now the latest of the journal is the latest there was.
            let latest = try await user.run("undo", "latest", "--yes")
            #expect(latest.exitCode == .done, "\(latest)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }

    private static func restore(_ user: User, _ seeded: SeededGroups) async throws -> String {
        try await user.cluster.moveOffsets(of: seeded)
        let restore = try await user.run("restore", "latest", "--yes", "--json")
        #expect(restore.exitCode == .done, "\(restore)")
        return try #require(try restore.document(PlanDocument.self).run?.id)
    }
}
