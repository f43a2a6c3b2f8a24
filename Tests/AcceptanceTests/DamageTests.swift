import Foundation
import KafkaTestSupport
import Offsets
import Testing

/// One changed byte anywhere in a snapshot's file is noticed by the command that reads it.
@Suite(.serialized)
struct DamageTests {
    /// Every position is tried where the format is tested; here the whole program has to answer.
    private static let positions = 40

    @Test(arguments: TestCluster.all)
    func `a changed byte makes show and restore end with 65 and name the file`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(4, partitions: 2) { seeded in
            let user = User(cluster)
            let snapshot = try await user.snapshot("--group", seeded.pattern).snapshot
            let file = URL(fileURLWithPath: snapshot.file)
            let intact = try Data(contentsOf: file)
            #expect(intact.count == snapshot.bytes)
            var random = SeededRandom(for: "bytes of \(file.lastPathComponent) changed")
            for number in 0..<Self.positions {
                // Spread over the whole file, and at its two ends.
                let position = number * (intact.count - 1) / (Self.positions - 1)
                var damaged = intact
                damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try replace(file, with: damaged)
                let show = try await user.run("show", snapshot.id, "--json")
                #expect(show.exitCode == .damagedData, "byte \(position), seed \(random.seed): \(show)")
                #expect(show.messages.contains(snapshot.file), "byte \(position): \(show)")
                #expect(!show.output.contains(seeded.group(0).name), "byte \(position): \(show)")
            }
            let restore = try await user.run("restore", snapshot.id, "--yes")
            #expect(restore.exitCode == .damagedData, "\(restore)")
            #expect(restore.messages.contains(snapshot.file), "\(restore)")

            for length in [0, 1, intact.count / 2, intact.count - 1] {
                try replace(file, with: intact.prefix(length))
                let show = try await user.run("show", snapshot.id)
                #expect(show.exitCode == .damagedData, "\(length) bytes: \(show)")
                #expect(show.messages.contains(snapshot.file), "\(length) bytes: \(show)")
                let list = try await user.run("list", "--json")
                #expect(list.exitCode == .done, "\(list)")
                #expect(try list.document(ListDocument.self).damaged.map(\.file) == [snapshot.file], "\(list)")
            }

            try replace(file, with: intact)
            let show = try await user.run("show", snapshot.id, "--json")
            #expect(show.exitCode == .done, "\(show)")
            #expect(try show.document(GroupsDocument.self).offsets == seeded.everyOffset)
        }
    }

    private func replace(_ file: URL, with bytes: Data) throws {
        // The file of a snapshot cannot be written to.
        try FileManager.default.removeItem(at: file)
        try bytes.write(to: file)
    }
}
