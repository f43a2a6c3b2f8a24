import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// A restore whose process is killed under way is decided by the one that started it, at once.
@Suite(.timeLimit(.minutes(5)))
struct LostChildTests {
    @Test(arguments: [(FaultAction.lostRequest, "aborted"), (.lostReply, "done")])
    func `what a killed process leaves behind is decided, and said in the place of its document`(
        effect: FaultAction,
        state: String
    ) async throws {
        let simulator = try Simulator.start(brokers: Shop.brokers)
        simulator.withState {
            $0.openShop()
            $0.hold(Shop.saved)
        }
        let user = User(TestCluster(version: "4.3.1", bootstrapServers: simulator.bootstrapServers))
        _ = try await user.snapshot()
        simulator.withState { $0.hold(Shop.altered) }
        // The first restore into a cluster also tries the fence.
        #expect(try await user.start(["restore", "latest", "--yes"]).result().exitCode == .done)
        simulator.withState { $0.hold(Shop.altered) }
        // So the commit waits for an answer that never comes, before it is done or afterwards.
        simulator.add(Fault(effect, api: .endTxn, calls: 1...1))
        let command = try user.start(["restore", "latest", "--yes", "--json"])
        try #require(try await command.hasChild())
        try await Waiting.until("the restore commits") { try await Self.lastState(user) == "committing" }
        #expect(command.kill(SIGKILL, .child))

        let result = try await command.result()
        #expect(result.exitCode == .internalFault, "\(result)")
        let failure = try result.document(ErrorDocument.self).error
        #expect(failure.code == "kafka-process-crashed", "\(result)")
        #expect(failure.hint?.contains("the interrupted run was finished") == true, "\(result)")
        #expect(result.messages.contains(" \(state): "), "\(result)")
        #expect(try await Self.lastState(user) == state, "\(result)")
        #expect(simulator.state.holdings == (state == "done" ? Shop.saved : Shop.altered), "\(result)")
    }

    private static func lastState(_ user: User) async throws -> String? {
        try await user.run("runs", "--json").document(RunsDocument.self).runs.last?.state
    }
}
