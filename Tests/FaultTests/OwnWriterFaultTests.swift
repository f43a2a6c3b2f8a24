import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

/// Faults in plain commits and deletions where our own client writes: the outcomes of the table are the same.
@Suite(.timeLimit(.minutes(10)))
struct OwnWriterFaultTests {
    private static let written: Set<API> = [.offsetCommit, .offsetDelete, .deleteGroups]
    private static let rows = FaultTable.rows.filter { $0.fault.api.map(written.contains) ?? false }
    /// So many rows run at once, as with ``FaultReport``.
    private static let gate = CaseGate(places: 3)

    @Test(arguments: rows)
    func `a fault in what our own client writes is overcome or honestly reported`(_ row: FaultRow) async throws {
        await Self.gate.enter()
        do {
            try await Self.tried(row)
        } catch {
            await Self.gate.leave()
            throw error
        }
        await Self.gate.leave()
    }

    private static func tried(_ row: FaultRow) async throws {
        let scene = try FaultScene(.direct, writesItself: true)
        try await scene.prepare(row)
        scene.simulator.add(row.fault)
        let result = try await scene.run(row.command, timeout: row.timeout)
        let examination = Examination(row: row, scene: scene, result: result)
        examination.checkEnding()
        try await examination.checkWhatIsLeft()
        scene.simulator.clearFaults()
        try await examination.checkRecovery()
    }

    @Test func `there are such rows`() {
        #expect(Self.rows.count >= 30)
    }
}
