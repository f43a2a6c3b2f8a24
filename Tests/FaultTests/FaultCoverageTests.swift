import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// The table leaves nothing out: no request of the commands that matter, and no kind of fault.
struct FaultCoverageTests {
    @Test(arguments: [ClientChoice.direct, .librdkafka])
    func `every API that a snapshot or a restore uses has its rows`(client: ClientChoice) async throws {
        let scene = try FaultScene(client)
        for command in [TriedCommand.snapshot, .restore] {
            let before = scene.simulator.requestCounts
            let result = try await scene.run(command)
            try #require(result.exitCode == .done, "\(result)")
            let used = scene.simulator.requestCounts.filter { $0.value > before[$0.key, default: 0] }.keys
            let befallen = Set(FaultTable.rows.filter { $0.command == command }.compactMap(\.fault.api))
            #expect(befallen.isSuperset(of: used), "\(command) also uses \(Set(used).subtracting(befallen))")
            scene.simulator.withState { $0.hold(Shop.altered) }
        }
    }

    /// The kinds of ``FaultAction``.
    private enum Kind: CaseIterable {
        case error, partitionError, falseError, delay, lostReply, lostRequest, closed, closedAfterEffect
        case coordinatorMoved, loading, throttled, truncated, garbled
        case brokenOff, endless, misdirected, trickling

        init(_ action: FaultAction) {
            self =
                switch action {
                case .error(_, .partition): .partitionError
                case .error: .error
                case .falseError: .falseError
                case .delay: .delay
                case .lostReply: .lostReply
                case .lostRequest: .lostRequest
                case .closedConnection(let isAfterEffect): isAfterEffect ? .closedAfterEffect : .closed
                case .coordinatorMoved: .coordinatorMoved
                case .loading: .loading
                case .throttled: .throttled
                case .truncated: .truncated
                case .garbled: .garbled
                case .brokenOff: .brokenOff
                case .endless: .endless
                case .misdirected: .misdirected
                case .trickling: .trickling
                }
        }
    }

    @Test(arguments: [TriedCommand.snapshot, .restore])
    func `every kind of fault has its rows`(_ command: TriedCommand) {
        let rows = FaultTable.rows.filter { $0.command == command }
        var expected = Set(Kind.allCases)
        // A snapshot writes nothing that an answer could hide.
        if command == .snapshot { expected.subtract([.falseError, .closedAfterEffect]) }
        let present = Set(rows.map { Kind($0.fault.action) })
        #expect(present.isSuperset(of: expected), "\(command) lacks \(expected.subtracting(present))")
    }
}
