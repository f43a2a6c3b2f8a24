import KafkaTestSupport
import Syntax
import Testing

@testable import Commands

/// The table of what commands do to a store leaves none out.
struct StoreCommandTableTests {
    private static func names(of commands: [Command], behind words: [String] = []) -> [String] {
        commands.flatMap { command in
            let words = words + [command.syntax.name]
            return command.subcommands.isEmpty
                ? [words.joined(separator: " ")] : names(of: command.subcommands, behind: words)
        }
    }

    @Test func `every command is in the table, and nothing else`() {
        let every = Set(Self.names(of: Program.tidemark.groups.flatMap(\.commands)))
        let listed = Set(StoreCommand.table.map(\.name))
        #expect(listed == every, "lacks \(every.subtracting(listed)), and has \(listed.subtracting(every))")
    }

    @Test func `what can wait for another writer is in the table as that`() {
        for command in Program.tidemark.groups.flatMap(\.commands) where command.has(StoreOptions.wait) {
            let uses = StoreCommand.table.filter { $0.name == command.syntax.name }.map(\.use)
            let isWriter = uses.contains { if case .writes = $0 { true } else { false } }
            #expect(isWriter, "\(command.syntax.name) has --wait")
        }
    }
}
