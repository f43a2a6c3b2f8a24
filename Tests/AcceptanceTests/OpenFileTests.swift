import KafkaTestSupport
import Testing

/// A process that may have few open files.
struct OpenFileTests {
    @Test(
        arguments: [6, 8, 12, 16, 32, 64, 127],
        [
            "snapshot", "groups", "describe a", "restore latest --yes", "undo latest --yes", "recover", "list",
            "show latest", "runs", "log", "demo",
        ]
    )
    func `too few open files are a message and 78, never a crash`(_ limit: Int, _ command: String) async throws {
        let result = try await Self.run(
            limit: "-n \(limit)",
            "\(command) --store /no/such/store --bootstrap-server 127.0.0.1:1"
        )
        #expect(result.code == 78, "\(result.errors)")
        #expect(result.errors.contains("this process may have \(limit) open files"), "\(result.errors)")
        #expect(result.errors.contains("ulimit -n"), "\(result.errors)")
    }

    @Test func `a limit that may be raised is raised`() async throws {
        let result = try await Self.run(limit: "-Sn 16", "groups --bootstrap-server 127.0.0.1:1")
        #expect(result.code == 69, "\(result.errors)")
        #expect(result.errors.contains("connection refused"), "\(result.errors)")
    }

    private static func run(limit: String, _ command: String) async throws -> (code: Int32, errors: String) {
        do {
            _ = try await Program.run("bash", ["-c", "ulimit \(limit); exec \(BuiltProgram.path) \(command)"])
            return (0, "")
        } catch let failure as KafkaFailure {
            return (failure.code, failure.message)
        }
    }
}
