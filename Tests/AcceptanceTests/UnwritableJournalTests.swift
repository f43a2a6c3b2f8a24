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
    private static let beforeCommit: Set<String> = ["planned", "prechecked", "pre-image", "open"]
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
            var runs: Set<String> = []
            for state in Self.states {
                try await cluster.alter(seeded)
                try await cluster.withoutOtherRestores {
                    let command = try user.start(["restore", "latest", "--yes"])
                    let held = try HeldJournal.reaching(state, of: user.store, by: command, except: runs)
                    let run = held.run
                    runs.insert(run)
                    try hinder(mount, hindrance)
                    try held.release()
                    let result = try await command.result()
                    let comment: Comment = "\(hindrance.rawValue) from state \(state) on, run \(run): \(result)"
                    let reached = try #require(try HeldJournal.state(of: run, in: user.store))
                    let between = try await cluster.holding(seeded)
                    print("\(hindrance.rawValue), \(cluster), from \(state): \(reached), \(between), \(result.ending)")
                    expect(between, state, reached, result, comment)

                    let vain = try await user.start(["recover"]).result()
                    #expect(reached == "done" || vain.exitCode != .done, "\(comment)\nthen \(vain)")
                    #expect(try await cluster.holding(seeded) == between, "\(comment)\nthen \(vain)")
                    if hindrance == .fullDisk { try mount.empty() } else { try mount.unprotect() }
                    let recovered = try await user.start(["recover"]).result()
                    #expect(recovered.exitCode == .done, "\(comment)\nthen \(recovered)")
                    #expect(try await cluster.holding(seeded) == between, "\(comment)\nthen \(recovered)")
                    let end = try HeldJournal.state(of: run, in: user.store)
                    #expect(end == (between == [.new] ? "done" : "aborted"), "\(comment)\nthen \(recovered)")
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
            try await cluster.alter(seeded)
            try hinder(mount, hindrance)
            let result = try await user.run("restore", "latest", "--yes")
            #expect([.inputOutput, .cannotCreate, .denied].contains(result.exitCode), "\(result)")
            #expect(result.messages.contains(user.store.directory), "\(result)")
            #expect(try await cluster.holding(seeded) == [.old], "\(result)")
        }
    }

    private func hinder(_ mount: borrowing ScratchMount, _ hindrance: Hindrance) throws {
        switch hindrance {
        case .fullDisk: try mount.fill()
        case .readOnly: try mount.protect()
        }
    }

    /// What has to be true before anything is recovered.
    private func expect(
        _ holding: Set<Holding>,
        _ state: String,
        _ reached: String,
        _ result: CommandResult,
        _ comment: Comment
    ) {
        #expect(holding == [.old] || holding == [.new], comment)
        if Self.beforeCommit.contains(reached) { #expect(holding == [.old], comment) }
        if ["committed", "verified", "done"].contains(reached) { #expect(holding == [.new], comment) }
        // Between these states there is work in the cluster: the hindrance was there in time.
        if state != "verified" { #expect(reached == state, comment) }
        guard reached != "done" else { return }
        #expect([.inputOutput, .cannotCreate, .denied].contains(result.exitCode), comment)
        #expect(result.messages.contains("journal.sqlite"), comment)
        if holding == [.new] { #expect(result.messages.contains("committed"), comment) }
    }
}
