import Syntax

extension CommandSyntax {
    /// Every command below this one that has no subcommands, with the words that call it.
    var leaves: [(words: [String], syntax: CommandSyntax)] {
        subcommands.flatMap(\.commands).flatMap { command -> [(words: [String], syntax: CommandSyntax)] in
            guard !command.subcommands.isEmpty else { return [([command.name], command)] }
            return command.leaves.map { ([command.name] + $0.words, $0.syntax) }
        }
    }
}
