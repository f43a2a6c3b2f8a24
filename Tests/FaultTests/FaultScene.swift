import Cluster
import Engine
import Glibc
import Kafka
import KafkaDirect
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Store

/// A simulated cluster of one row, with a user at it.
struct FaultScene: Sendable {
    /// How long a request of the program goes unanswered before it is sent again: a lost answer is to cost a row a
    /// second, not six.
    private static let socketTimeout = "socket.timeout.ms=1000"
    /// How long the offsets of a transaction stay pending after its end was decided, in milliseconds; real brokers took
    /// 2 to 15.
    private static let markerDelay: Int64 = 10

    /// Who reads and writes.
    private let client: ClientChoice
    let simulator: Simulator
    let user: User

    /// Starts the brokers and opens the shop.
    init(_ client: ClientChoice = .direct) throws {
        self.client = client
        simulator = try Simulator.start(brokers: Shop.brokers)
        user = User(TestCluster(version: "simulated", bootstrapServers: simulator.bootstrapServers))
        simulator.withState { state in
            state.markerDelay = Self.markerDelay
            state.openShop()
            state.hold(Shop.saved)
        }
    }

    /// Brings about what a row begins with.
    func prepare(_ row: FaultRow) async throws {
        if row.command != .snapshot {
            _ = try await user.snapshot()
            if row.situation != .unprovenFence { try await rememberFence() }
            simulator.withState { $0.hold(row.command == .undo ? Shop.altered : row.command.before) }
        }
        if row.command == .undo {
            let done = try await run(.restore)
            guard done.exitCode == .done else { throw UnreadableOutput(result: done, reason: "nothing to undo") }
        }
        switch row.situation {
        case .none, .unprovenFence: return
        case .hiddenOffsetsTopic:
            let hidden = FaultAction.error(.topicAuthorizationFailed, at: .topic("__consumer_offsets"))
            simulator.add(Fault(hidden, api: .metadata))
        case .killedAfterCommit: try await interrupt(by: .lostReply)
        case .killedBeforeCommit: try await interrupt(by: .lostRequest)
        }
    }

    /// As after a first restore into the cluster: the calls that prove the fence are no part of a row.
    private func rememberFence() async throws {
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: simulator.bootstrapServers, properties: []))
        let identity = try await client.metadata(before: .after(Waiting.patience)).identity
        let store = try await SnapshotStore.open(user.store.directory, for: .writing(wait: Waiting.patience))
        let library = self.client == .direct ? DirectClient.version : KafkaClient.libraryVersion
        let proof = FenceProof(of: identity, library: library, at: .now())
        let journal = try Journal(of: store, wait: Waiting.patience)
        try await journal.locked { try await journal.remember(proof) }
    }

    /// Kills a restore at the moment when its commit has been sent.
    private func interrupt(by loss: FaultAction) async throws {
        simulator.add(Fault(loss, api: .endTxn))
        let restore = try start(.restore, timeout: FaultRow.usualTimeout)
        try await Waiting.until("the commit is sent") { simulator.requestCounts[.endTxn] != nil || restore.hasEnded }
        restore.kill(SIGKILL, .group)
        try await restore.isGone()
        simulator.clearFaults()
    }

    /// Runs a command to its end.
    func run(_ command: TriedCommand, timeout: Int = FaultRow.usualTimeout) async throws -> CommandResult {
        let undone = command == .undo ? try await journal().runs().first?.record.id.text : nil
        let running = try start(command, undoing: undone, timeout: timeout)
        let result = try await running.result()
        try await running.isGone()
        return result
    }

    private func start(_ command: TriedCommand, undoing run: String? = nil, timeout: Int) throws -> RunningCommand {
        // As it is where nothing is said.
        let choice = client == .direct ? ClientChoice.auto : client
        let reaching =
            command.talks ? ["-X", Self.socketTimeout, "--client", choice.rawValue, "--timeout", "\(timeout)s"] : []
        let arguments = command.arguments.map { $0 == TriedCommand.run ? run ?? $0 : $0 }
        return try user.start(arguments + reaching)
    }

    /// What the groups hold once no transaction on them is being completed; `nil` when one stays open.
    func finalHoldings() async -> Shop.Holdings? {
        try? await Waiting.until("no offset is pending", within: .seconds(1)) { simulator.state.holdings != nil }
        return simulator.state.holdings
    }

    /// The states of all runs in the journal, oldest first.
    func runs() async throws -> [RunState] {
        try await journal().runs().map(\.record.state)
    }

    private func journal() async throws -> Journal {
        try await Journal.open(try await SnapshotStore.open(user.store.directory, for: .reading))
    }
}
