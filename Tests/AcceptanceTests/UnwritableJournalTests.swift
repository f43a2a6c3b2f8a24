import KafkaTestSupport
import Offsets
import Testing

/// The journal of a restore can no longer be written from some state on: nothing is written to the cluster that it does
/// not have, and once it can be written again the run is closed as what it was.
@Suite(.needsKafka, .serialized, .enabled(if: ScratchMount.isPossible, "needs root, to mount"))
struct UnwritableJournalTests {
    /// Why the journal cannot be written.
    enum Hindrance: String, CaseIterable, Sendable {
        case fullDisk = "a full disk"
        case readOnly = "a read-only store"
    }

    private static let groups = 20
    private static let partitions = 2
    private static let states = ["planned", "prechecked", "pre-image", "open", "committing", "committed", "verified"]
    /// In `open` the next state may have been written already, and with it the commit.
    private static let beforeOpen: Set<String> = ["planned", "prechecked", "pre-image"]
    private static let afterCommit: Set<String> = ["committed", "verified"]
    /// A state may be over before it is seen.
    private static let tries = 20
    /// What `recover` says when every run is closed.
    private static let nothingLeft = "no interrupted restore"
    /// Enough for every run of a test, and filled in a moment.
    private static let kibibytes = 2_048

    @Test(arguments: TestCluster.available, Hindrance.allCases)
    func `from any state on, it stops before the next act`(
        _ cluster: TestCluster,
        _ hindrance: Hindrance
    ) async throws {
        let mount = try ScratchMount(kibibytes: Self.kibibytes)
        let user = User(cluster, store: ScratchStore(in: mount.path))
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            var known: Set<String> = []
            for state in Self.states {
                try await cluster.withoutOtherRestores {
                    let (run, result) = try await hindered(user, seeded, mount, hindrance, at: state, except: known)
                    known.insert(run)
                    let comment: Comment = "\(hindrance.rawValue) from state \(state) on, run \(run): \(result)"
                    let between = try await cluster.holding(seeded)
                    #expect(between == [.old] || between == [.new], comment)
                    if Self.beforeOpen.contains(state) { #expect(between == [.old], comment) }
                    if Self.afterCommit.contains(state) { #expect(between == [.new], comment) }
                    if result.exitCode != .done { expectTold(result, between, comment) }

                    // SQLite's rollback journal, which was there when the disk was filled, has left room for a small write.
                    if hindrance == .fullDisk { try mount.fill() }
                    let vain = try await user.start(["recover"]).result()
                    #expect(try await cluster.holding(seeded) == between, "\(comment)\nthen \(vain)")
                    try heal(mount, hindrance)
                    let recovered = try await user.start(["recover"]).result()
                    #expect(recovered.exitCode == .done, "\(comment)\nthen \(recovered)")
                    // A full disk may still take the few bytes of the state that closes a run; then nothing was left to do.
                    if vain.exitCode == .done {
                        #expect(
                            recovered.messages.contains(Self.nothingLeft),
                            "\(comment)\nthen \(vain)\nthen \(recovered)"
                        )
                    }
                    #expect(try await cluster.holding(seeded) == between, "\(comment)\nthen \(recovered)")
                    let states = try HeldJournal.states(of: run, in: user.store)
                    #expect(states.last == (between == [.new] ? "done" : "aborted"), "\(comment)\nthen \(recovered)")
                    // What was written was announced.
                    if between == [.new] { #expect(states.contains("committing"), "\(states), \(comment)") }
                    print("\(hindrance.rawValue), \(cluster), \(state): \(result.ending), \(between), \(states)")
                }
            }
        }
    }

    @Test(arguments: TestCluster.available, Hindrance.allCases)
    func `from the beginning, no run is begun`(_ cluster: TestCluster, _ hindrance: Hindrance) async throws {
        let mount = try ScratchMount(kibibytes: Self.kibibytes)
        let user = User(cluster, store: ScratchStore(in: mount.path))
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try hinder(mount, hindrance)
            let result = try await user.run("restore", "latest", "--yes")
            #expect([.inputOutput, .cannotCreate, .denied].contains(result.exitCode), "\(result)")
            #expect(result.messages.contains(user.store.directory), "\(result)")
            #expect(try await cluster.holding(seeded) == [.old], "\(result)")
        }
    }

    /// Carries out a restore whose journal cannot be written from a state on; again when the state was over too soon.
    private func hindered(
        _ user: User,
        _ seeded: SeededGroups,
        _ mount: borrowing ScratchMount,
        _ hindrance: Hindrance,
        at state: String,
        except known: Set<String>
    ) async throws -> (run: String, result: CommandResult) {
        var known = known
        for _ in 0..<Self.tries {
            try await user.cluster.moveOffsets(of: seeded)
            let command = try user.start(["restore", "latest", "--yes"])
            if let held = try HeldJournal.reaching(state, of: user.store, by: command, except: known) {
                let run = held.run
                try hinder(mount, hindrance)
                try held.release()
                return (run, try await command.result())
            }
            let runs = try await user.run("runs", "--json").document(RunsDocument.self).runs
            known.formUnion(runs.map(\.id))
        }
        throw KafkaFailure("hinder a restore in state \(state)", message: "missed \(Self.tries) times")
    }

    private func hinder(_ mount: borrowing ScratchMount, _ hindrance: Hindrance) throws {
        switch hindrance {
        case .fullDisk: try mount.fill()
        case .readOnly: try mount.protect()
        }
    }

    private func heal(_ mount: borrowing ScratchMount, _ hindrance: Hindrance) throws {
        switch hindrance {
        case .fullDisk: try mount.empty()
        case .readOnly: try mount.unprotect()
        }
    }

    /// The failure names the journal, and says so where the offsets stand.
    private func expectTold(_ result: CommandResult, _ holding: Set<Holding>, _ comment: Comment) {
        #expect([.inputOutput, .cannotCreate, .denied].contains(result.exitCode), comment)
        #expect(result.messages.contains("journal.sqlite"), comment)
        let words = ["the offsets were committed", "the run ended as done"]
        #expect(words.contains { result.messages.contains($0) } == (holding == [.new]), comment)
    }
}
