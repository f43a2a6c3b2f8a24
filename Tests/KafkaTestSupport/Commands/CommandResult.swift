import Foundation
package import Offsets
import TestSupport

/// What is left of a command that has ended.
package struct CommandResult: Sendable, CustomStringConvertible {
    /// The command line, without the program's name.
    package let arguments: [String]
    /// How it ended.
    package let ending: CommandEnding
    /// What it wrote to its standard output; empty when that was not a file of the test's.
    package let output: String
    /// What it wrote to its standard error.
    package let messages: String
    /// How long it ran.
    package let duration: Duration
    /// The most memory that one of its processes had at once, in bytes.
    package let peakMemory: Int
    /// What its processes have used of the processors together.
    package let processorTime: Duration

    /// The exit code, `nil` for a command that a signal ended or whose code is not in the table.
    package var exitCode: ExitCode? {
        guard case .exited(let code) = ending else { return nil }
        return ExitCode(rawValue: code)
    }

    /// The JSON document on standard output, which has to be as `docs/json.md` says.
    package func document<Document: Decodable>(_: Document.Type = Document.self) throws -> Document {
        let flaws = try JSONPage.current.get().flaws(in: output, of: arguments)
        guard flaws.isEmpty else { throw UnreadableOutput(result: self, reason: flaws.joined(separator: "; ")) }
        do {
            return try JSONDecoder().decode(Document.self, from: Data(output.utf8))
        } catch {
            throw UnreadableOutput(result: self, reason: "\(error)")
        }
    }

    package var description: String {
        """
        tidemark \(arguments.joined(separator: " "))
        \(ending) after \(duration)
        --- stdout: \(output.prefix(2_000))
        --- stderr: \(messages.prefix(4_000))
        """
    }
}
