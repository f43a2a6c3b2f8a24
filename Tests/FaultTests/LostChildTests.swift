import Foundation
import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// A restore whose process is killed under way is decided by the one that started it, at once.
@Suite(.timeLimit(.minutes(5)))
struct LostChildTests {
    /// How the command is told of its cluster and store.
    enum Telling: CaseIterable {
        case options
        /// By a configuration file that the environment names.
        case file
    }

    @Test(arguments: [(FaultAction.lostRequest, "aborted"), (.lostReply, "done")], Telling.allCases)
    func `what a killed process leaves behind is decided, and said in the place of its document`(
        effect: (FaultAction, String),
        telling: Telling
    ) async throws {
        let (action, state) = effect
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
        simulator.add(Fault(action, api: .endTxn, calls: 1...1))
        let command = try Self.start(["restore", "latest", "--yes", "--json"], user, telling)
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

    private static func start(_ words: [String], _ user: User, _ telling: Telling) throws -> RunningCommand {
        guard telling == .file else { return try user.start(words) }
        let servers = user.cluster.bootstrapServers.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
        let file = "\(user.store.directory)/tidemark.toml"
        let text = """
            [store]
            path = "\(user.store.directory)"
            [cluster.shop]
            bootstrap-servers = [\(servers)]

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return try RunningCommand(words, environment: ["TIDEMARK_CONFIG": file], output: .captured)
    }

    private static func lastState(_ user: User) async throws -> String? {
        try await user.run("runs", "--json").document(RunsDocument.self).runs.last?.state
    }
}
