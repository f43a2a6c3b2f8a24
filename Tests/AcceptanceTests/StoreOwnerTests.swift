import Foundation
import Glibc
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// Commands that root runs by hand in the store of another user, whose daemon goes on with it.
@Suite(.enabled(if: geteuid() == 0, "only root can make files of others"))
struct StoreOwnerTests {
    @Test func `what root adds to a store belongs to the owner of the store`() async throws {
        let other: NSNumber = 64_321
        let place = try DaemonPlace()
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        try place.configure(simulator.bootstrapServers, groups: "*")
        try FileManager.default.createDirectory(atPath: place.store, withIntermediateDirectories: false)
        try FileManager.default.setAttributes(
            [.ownerAccountID: other, .groupOwnerAccountID: other],
            ofItemAtPath: place.store
        )

        // The second one finds files that were written to. A cluster without groups makes them suspicious, and kept.
        // Three, since two of one second are in no order by their names: one is held, one the last, and one goes.
        for _ in 1...3 {
            let run = try await place.run("job", "run", "often")
            #expect(run.exitCode == .partial, "\(run)")
        }
        let recovery = try await place.run("recover")
        #expect(recovery.exitCode == .done, "\(recovery)")

        let snapshot = try #require(place.snapshots.first?.split(separator: ".").first)
        let hold = try await place.run("hold", String(snapshot))
        #expect(hold.exitCode == .done, "\(hold)")
        let prune = try await place.run("prune", "--keep-last", "1")
        #expect(prune.exitCode == .done, "\(prune)")

        let files = try #require(FileManager.default.enumerator(atPath: place.store)).compactMap { $0 as? String }
        #expect(files.contains("jobs.sqlite") && files.contains("snapshots") && files.contains("catalog.sqlite"))
        #expect(files.contains("trash") && files.contains { $0.hasSuffix(".marks") }, "\(files)")
        for file in files {
            let found = try FileManager.default.attributesOfItem(atPath: "\(place.store)/\(file)")
            #expect(found[.ownerAccountID] as? NSNumber == other, "\(file)")
            #expect(found[.groupOwnerAccountID] as? NSNumber == other, "\(file)")
        }
    }
}
