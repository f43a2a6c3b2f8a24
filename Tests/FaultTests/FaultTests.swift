import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Store
import Testing

/// One thing is wrong with the cluster; the command does what it should or says what it did not do: it never hangs,
/// crashes, shows a wrong number, or says "done" of what is not.
@Suite(.countedForVerdicts, .timeLimit(.minutes(10)))
struct FaultTests {
    @Test(arguments: FaultTable.trials)
    func `a fault is overcome or honestly reported`(_ row: FaultRow) async throws {
        try await FaultReport.shared.judge(row) {
            let scene = try FaultScene(row.client)
            try await scene.prepare(row)
            scene.simulator.add(row.fault)
            let result = try await scene.run(row.command, timeout: row.timeout)
            let examination = Examination(row: row, scene: scene, result: result)
            examination.checkEnding()
            try await examination.checkWhatIsLeft()
            scene.simulator.clearFaults()
            try await examination.checkRecovery()
            return result.duration
        }
    }

    @Test func `the table has rows enough, and none twice`() {
        #expect(FaultTable.rows.count >= 60)
        #expect(Set(FaultTable.trials.map(\.testDescription)).count == FaultTable.trials.count)
    }

    @Test func `faults.md is what the table says`() throws {
        try FaultDocument.check(FaultTable.rows)
    }
}
