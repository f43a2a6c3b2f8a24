import Foundation
import KafkaTestSupport
import Offsets
import Testing

/// `scripts/fault-calls`, which fails one system call after another: a part of them, since all of them take long.
struct FaultCallTests {
    /// So many failures, another part each time.
    private static let failures = 60
    /// The commands whose calls fail.
    private static let commands = ["snapshot", "prune", "hold", "reindex", "undelete", "import"]
    /// What they may take on a busy machine.
    private static let patience = Duration.seconds(600)

    @Test func `whatever system call fails, earlier snapshots are intact and the next attempt works`() async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../scripts/fault-calls")
        let seed = SeededRandom(for: "system calls that fail").seed
        let program = try Program(
            script.path,
            ["--program", BuiltProgram.path, "--sample", "\(Self.failures)", "--seed", "\(seed)"]
                + Self.commands.flatMap { ["--command", $0] }
        )
        try await Waiting.until("the system calls have failed", within: Self.patience) { !program.isRunning }
        let isUnable = program.exitCode == ExitCode.unreachable.rawValue
        #expect(program.exitCode == 0 || isUnable, "\(program.output)\(program.errors)")
        print("system calls that fail: \(program.output)\(program.errors)")
    }
}
