import Cluster
import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// `tidemark rename`, on a cluster in a dictionary: what becomes of the engine's proof is in its own tests.
struct GroupRenameTests {
    private static let held = ["orders[0]=42", "orders[1]=42"]

    private static func withGroups(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withStore { store in
            try await body(DictionaryCluster(groups: ["a", "b", "c"]), store)
        }
    }

    @Test func `a group gets another name, and the old one is gone`() async throws {
        try await Self.withGroups { cluster, store in
            let shown = await CommandRun(["rename", "a", "new", "--dry-run", "-v"], cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(shown.messages.contains("2 groups: 2 offsets to set (2 new), 2 to delete, 0 to keep"), "\(shown)")
            #expect(shown.output.contains("it goes to group new, and is removed here"), "\(shown)")
            let run = await CommandRun(["rename", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(
                run.messages.contains("1 group with 2 partitions renamed; the largest lag is 958 records"),
                "\(run)"
            )
            #expect(cluster.now.held(by: "new") == Self.held)
            #expect(cluster.now.groups[GroupID("a")] == nil)
            let undo = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(cluster.now.held(by: "a") == Self.held)
            #expect(cluster.now.groups[GroupID("new")] == nil)
            let redo = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(redo.exitCode == .done, "\(redo)")
            #expect(cluster.now.held(by: "new") == Self.held)
            #expect(cluster.now.groups[GroupID("a")] == nil)
        }
    }

    @Test func `with --keep-source it is a copy`() async throws {
        try await Self.withGroups { cluster, store in
            let run = await CommandRun(["rename", "a", "new", "--keep-source", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(cluster.now.held(by: "a") == Self.held)
            #expect(cluster.now.held(by: "new") == Self.held)
            let runs = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(runs.output.contains(#""kind":"copy""#), "\(runs)")
        }
    }

    @Test(arguments: ["a", "new"])
    func `nobody may use either group`(used: String) async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.setState(used, .stable) }
            let run = await CommandRun(["rename", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode == .refused, "\(run)")
            #expect(run.messages.contains("group \(used) has running members"), "\(run)")
            #expect(cluster.now.held(by: "a") == Self.held)
            #expect(cluster.now.held(by: "new").isEmpty)
        }
    }

    @Test func `one group of many that is used stops them all`() async throws {
        try await CommandRun.withStore { store in
            let names = (0..<100).map { "g\($0)" }
            let cluster = DictionaryCluster(groups: names)
            // It joins once the plan is made.
            cluster.add(.at(.begin, .meanwhile { $0.setState("g57", .stable) }))
            let run = await CommandRun(["rename", "--rename", "s/^g/h/", "--yes"], cluster, store: store)
            #expect(run.exitCode == .refused, "\(run)")
            #expect(run.messages.contains("g57"), "\(run)")
            for name in names { #expect(cluster.now.held(by: name) == Self.held) }
            #expect(
                !cluster.now.groups.keys.contains { $0.name.hasPrefix("h") && !cluster.now.held(by: $0.name).isEmpty }
            )
        }
    }

    @Test(arguments: [true, false])
    func `an old group that is used or moved after the commit stays, and is named`(isUsed: Bool) async throws {
        try await Self.withGroups { cluster, store in
            cluster.add(
                .at(
                    .commit,
                    .meanwhile { state in
                        if isUsed {
                            state.setState("a", .stable)
                        } else {
                            state.topics["late"] = .init(partitionCount: 1)
                            state.commit("a", "late", 0, 3)
                        }
                    }
                )
            )
            let run = await CommandRun(["rename", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode == .partial, "\(run)")
            #expect(run.messages.contains(isUsed ? "group a has running members" : "group a holds offset 3 of late[0]"))
            #expect(run.messages.contains("These groups keep their offsets beside the new names"), "\(run)")
            #expect(cluster.now.held(by: "new") == Self.held)
            #expect(Set(cluster.now.held(by: "a")).isSuperset(of: Self.held))
            cluster.change { $0.setState("a", .empty) }
            let undo = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(cluster.now.groups[GroupID("new")] == nil)
        }
    }

    @Test func `a number below 0 is no offset, and goes with its group`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { state in
                state.topics["odd"] = .init(partitionCount: 1)
                state.groups[GroupID("a")]?.negative[TopicPartition(topic: "odd", partition: 0)] = -1
            }
            let run = await CommandRun(["rename", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(cluster.now.groups[GroupID("a")] == nil)
            #expect(cluster.now.held(by: "new") == Self.held)
        }
    }

    @Test func `a saved rename is refused when either group has moved`() async throws {
        try await Self.withGroups { cluster, store in
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let file = "\(store)/rename.plan"
            let saved = await CommandRun(["rename", "a", "new", "--plan-out", file], cluster, store: store)
            #expect(saved.exitCode == .done, "\(saved)")
            cluster.change { state in
                state.topics["late"] = .init(partitionCount: 1)
                state.commit("a", "late", 0, 3)
            }
            let stale = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(stale.exitCode == .refused, "\(stale)")
            #expect(stale.messages.contains("group a, late[0]: it got offset 3 since the plan was made"), "\(stale)")
            cluster.change { $0.deleteTopic("late") }
            let applied = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(cluster.now.groups[GroupID("a")] == nil)
            #expect(cluster.now.held(by: "new") == Self.held)
        }
    }

    @Test func `no group is left out of a rename, of its plan, or of its undoing`() async throws {
        try await Self.withGroups { cluster, store in
            func refuse(_ words: [String]) async {
                let before = ["a", "new"].map { cluster.now.held(by: $0) }
                let run = await CommandRun(words, cluster, store: store)
                #expect(run.exitCode == .usage, "\(run)")
                #expect(["a", "new"].map { cluster.now.held(by: $0) } == before, "\(words)")
            }
            let file = "\(store).plan"
            await refuse(["rename", "a", "new", "--on-active", "skip", "--yes"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            #expect(
                await CommandRun(["rename", "a", "new", "--plan-out", file], cluster, store: store).exitCode == .done
            )
            await refuse(["apply", file, "--on-active", "skip", "--yes"])
            #expect(await CommandRun(["apply", file, "--yes"], cluster, store: store).exitCode == .done)
            for option in [["--groups-still-unmoved"], ["--on-active", "skip"]] {
                await refuse(["undo", "latest", "--yes"] + option)
            }
            #expect(await CommandRun(["undo", "latest", "--yes"], cluster, store: store).exitCode == .done)
            // The undoing of a rename moves offsets, too.
            for option in [["--groups-still-unmoved"], ["--on-active", "skip"]] {
                await refuse(["undo", "latest", "--yes"] + option)
            }
        }
    }
}
