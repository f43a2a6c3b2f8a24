import Foundation
import Testing

@testable import ModelCheck

/// The check as anyone can run it, in the size that every change has to pass.
@Suite(.serialized)
struct ModelCheckTests {
    /// Always the same schedules, so that a failure is a change's own; `scripts/model-check` takes others every time.
    private static let seed = "6"

    @Test(.timeLimit(.minutes(5)))
    func `every generated restore ends all old, all new, or undecided by name`() async throws {
        let (output, code) = try await run(["--schedules", "460", "--librdkafka", "160", "--seed", Self.seed])
        print(output)
        #expect(code == 0, "\(output)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: WrongEngine.allCases)
    func `an engine that is wrong is found out`(wrong: WrongEngine) async throws {
        let (output, code) = try await run(["--schedules", "300", "--seed", Self.seed, "--wrong", wrong.rawValue])
        #expect(code == 1)
        #expect(output.contains(Self.promise(brokenBy: wrong).rawValue), "\(output)")
        #expect(output.contains("--replay plays it"), "\(output)")
    }

    @Test func `a mistake in the arguments is refused`() async throws {
        #expect(try await run(["--schedules", "none"]).code == 64)
        #expect(try await run(["--wrong", "right"]).code == 64)
    }

    private static func promise(brokenBy wrong: WrongEngine) -> Violation.Promise {
        switch wrong {
        case .commitsBeforePreImage, .changesDecision: .journalComesFirst
        case .skipsFence, .namesNobody: .fence
        case .takesTimeoutForFailure: .journalIsTrue
        }
    }

    /// Runs the program that was built beside these tests.
    private func run(_ arguments: [String]) async throws -> (output: String, code: Int32) {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = tests.appendingPathComponent("model-check")
        let built = URL(fileURLWithPath: ".build/debug/model-check")
        let process = Process()
        process.executableURL = FileManager.default.isExecutableFile(atPath: beside.path) ? beside : built
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "model-check").async {
                let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                continuation.resume(returning: (output, process.terminationStatus))
            }
        }
    }
}
