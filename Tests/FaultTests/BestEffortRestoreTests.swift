import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// A restore into a cluster that refuses transactions, as a user meets it.
@Suite(.timeLimit(.minutes(5)))
struct BestEffortRestoreTests {
    /// A shop whose groups have changed since a snapshot of them, on a cluster of its own.
    private final class Place: Sendable {
        let simulator: Simulator
        let user: User

        init() async throws {
            simulator = try Simulator.start(brokers: Shop.brokers)
            simulator.withState {
                $0.openShop()
                $0.hold(Shop.saved)
            }
            user = User(TestCluster(version: "4.3.1", bootstrapServers: simulator.bootstrapServers))
            _ = try await user.snapshot()
            simulator.withState { $0.hold(Shop.altered) }
            simulator.add(Fault(.error(.transactionalIDAuthorizationFailed), api: .initProducerId))
        }

        var holdings: Shop.Holdings? { simulator.state.holdings }
    }

    @Test func `without being allowed nothing is written, and both ways out are named`() async throws {
        let place = try await Place()
        let result = try await place.user.run("restore", "latest", "--yes")
        #expect(result.exitCode == .denied, "\(result)")
        #expect(result.messages.contains("--operation Write --transactional-id tidemark-"))
        #expect(result.messages.contains("--allow-best-effort"))
        #expect(place.holdings == Shop.altered)
    }

    @Test func `being allowed it writes group after group, and says so before`() async throws {
        let place = try await Place()
        let result = try await place.user.run("restore", "latest", "--allow-best-effort", "--yes", "--json")
        #expect(result.exitCode == .done, "\(result)")
        #expect(result.messages.contains("not atomic over groups"))
        let document: PlanDocument = try result.document()
        #expect(document.plan.protocol == "best-effort")
        #expect(document.run?.state == "done")
        #expect(document.run?.verified == Shop.saved.values.joined().count)
        #expect(place.holdings == Shop.saved)
    }

    @Test func `being allowed on a cluster that has transactions it uses one`() async throws {
        let place = try await Place()
        place.simulator.clearFaults()
        let result = try await place.user.run("restore", "latest", "--allow-best-effort", "--yes", "--json")
        let document: PlanDocument = try result.document()
        #expect(document.plan.protocol == "transaction")
        #expect(document.run?.state == "done")
        #expect(place.simulator.requestCounts[.endTxn] ?? 0 > 0)
    }

    @Test func `a group refused half way has all groups put back`() async throws {
        let place = try await Place()
        // The third of four, after one that did not exist and one that did.
        place.simulator.add(Fault(.error(.topicAuthorizationFailed), api: .offsetCommit, group: "returns"))
        let result = try await place.user.run("restore", "latest", "--allow-best-effort", "--yes", "--json")
        #expect(result.exitCode == .denied, "\(result)")
        let document: PlanDocument = try result.document()
        #expect(document.run?.state == "rolled-back")
        #expect(place.holdings == Shop.altered)
    }

    @Test(arguments: [ErrorCode.notCoordinator, .coordinatorNotAvailable, .requestTimedOut])
    func `coordinators that move are followed`(code: ErrorCode) async throws {
        let place = try await Place()
        place.simulator.add(Fault(.falseError(code), api: .offsetCommit, calls: 1...2))
        place.simulator.add(Fault(.coordinatorMoved, api: .offsetCommit, calls: 2...2))
        let result = try await place.user.run("restore", "latest", "--allow-best-effort", "--yes")
        #expect(result.exitCode == .done, "\(result)")
        #expect(place.holdings == Shop.saved)
    }

    @Test func `killed half way, recover puts everything back`() async throws {
        let place = try await Place()
        // The first request for the last group is never answered.
        place.simulator.add(Fault(.lostReply, api: .offsetCommit, group: "shipping", calls: 1...1))
        let command = try place.user.start(["restore", "latest", "--allow-best-effort", "--yes"])
        try await Waiting.until("the last group is written") { place.holdings == Shop.saved }
        command.kill(SIGKILL, .group)
        try await command.isGone()
        let result = try await place.user.run("recover")
        #expect(result.exitCode == .done, "\(result)")
        #expect(result.output.contains("rolled back"))
        #expect(place.holdings == Shop.altered)
    }

    @Test func `a person is told that it is not atomic before the question, and is asked`() async throws {
        let place = try await Place()
        let terminal = try PseudoTerminal()
        let command = try place.user.start(
            ["restore", "latest", "--group", "*", "--allow-best-effort"],
            terminal: terminal
        )
        try await terminal.shows("[y/N] ")
        #expect(terminal.text.contains("not atomic over groups"))
        #expect(place.holdings == Shop.altered)
        terminal.type("y\n")
        let result = try await command.result()
        #expect(result.exitCode == .done, "\(result)")
        #expect(place.holdings == Shop.saved)
    }

    @Test func `what moves while it is watched is named`() async throws {
        let place = try await Place()
        let command = try place.user.start([
            "restore", "latest", "--allow-best-effort", "--yes", "--json", "--soak", "3s",
        ])
        try await Waiting.until("it watches") { command.messages.contains("watching the groups") }
        place.simulator.withState { state in
            var moved = Shop.saved
            moved[GroupID("archive")] = []
            state.hold(moved)
        }
        let result = try await command.result()
        #expect(result.exitCode == .partial, "\(result)")
        let document: PlanDocument = try result.document()
        #expect(document.run?.state == "done")
        #expect(document.run?.mismatches.map(\.group) == ["archive"])
    }

    @Test func `Ctrl-C ends the watch, and the restore stands`() async throws {
        let place = try await Place()
        let command = try place.user.start(["restore", "latest", "--allow-best-effort", "--yes", "--soak", "1h"])
        try await Waiting.until("it watches") { command.messages.contains("watching the groups") }
        command.kill(SIGINT, .group)
        let interrupted = try await command.result()
        #expect(interrupted.exitCode == .interrupted, "\(interrupted)")
        #expect(interrupted.messages.contains("the restore is done and stands"))
        #expect(place.holdings == Shop.saved)
    }
}
