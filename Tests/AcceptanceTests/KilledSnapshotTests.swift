import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A snapshot that is cut off at any moment leaves a whole snapshot or none.
@Suite(.needsKafka, .serialized)
struct KilledSnapshotTests {
    /// So many kills have to hit a snapshot that is under way.
    private static let hits = 20
    /// A kill that comes too late counts for nothing, so there are more tries than that.
    private static let tries = 60
    private static let groups = 200

    @Test(arguments: TestCluster.available)
    func `kill -9 at twenty moments never leaves half a snapshot`(_ cluster: TestCluster) async throws {
        try await cluster.withSeededGroups(Self.groups, partitions: 5) { seeded in
            let user = User(cluster)
            let first = try await user.run("snapshot", "--group", seeded.pattern, "--json")
            let digest = try first.document(SnapshotDocument.self).snapshot.offsetsDigest
            var usual = first.duration
            var random = SeededRandom(for: "snapshots of \(cluster) killed")
            var (outcomes, hits, tries): ([String: Int], Int, Int) = ([:], 0, 0)
            while hits < Self.hits, tries < Self.tries {
                let recipient = RunningCommand.Recipient.allCases[tries % RunningCommand.Recipient.allCases.count]
                tries += 1
                let moment = random.moment(within: usual)
                let known = Set(user.store.snapshots)
                let command = try user.start(["snapshot", "--group", seeded.pattern])
                try await Task.sleep(for: moment)
                command.kill(SIGKILL, recipient)
                let result = try await command.result()
                try await command.isGone()
                let new = Set(user.store.snapshots).subtracting(known)
                let comment: Comment = "seed \(random.seed), \(recipient) killed after \(moment): \(result)"
                #expect(new.count <= 1, comment)
                outcomes["\(recipient) killed: \(result.ending), \(new.count) new", default: 0] += 1
                try await expectWhole(user, new: new, digest: digest, comment)
                if result.exitCode == .done {
                    #expect(new.count == 1, comment)
                    usual = min(usual, result.duration)
                } else {
                    hits += 1
                }

                let next = try await user.snapshot("--group", seeded.pattern)
                #expect(next.snapshot.offsetsDigest == digest, comment)
                #expect(user.store.leftovers.isEmpty, comment)
            }
            #expect(hits == Self.hits, "only so many of \(tries) kills came in time")
            print("snapshots of \(cluster): \(outcomes.sorted { $0.key < $1.key })")
        }
    }

    /// Every file that has a snapshot's name is one.
    private func expectWhole(_ user: User, new: Set<String>, digest: String, _ comment: Comment) async throws {
        let list = try await user.run("list", "--json")
        #expect(list.exitCode == .done, comment)
        let document: ListDocument = try list.document()
        #expect(document.damaged.isEmpty, comment)
        #expect(document.snapshots.count == user.store.snapshots.count, comment)
        for name in new {
            let id = name.prefix { $0 != "." }
            let show = try await user.run("show", String(id), "--json")
            #expect(show.exitCode == .done, comment)
            let groups: GroupsDocument = try show.document()
            #expect(groups.groups.count == Self.groups, comment)
            #expect(document.snapshots.first { $0.id == id }?.offsetsDigest == digest, comment)
        }
    }
}
