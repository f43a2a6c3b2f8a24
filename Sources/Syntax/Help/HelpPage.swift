/// The help text of a command, made from its description.
public struct HelpPage: Sendable {
    /// Narrower than this, lines are not broken further: a column of single words helps nobody.
    public static let narrowest = 40
    /// Where explanations begin, unless the terms are shorter.
    private static let widestTerm = 30
    private static let indent = 2

    /// The command.
    public let command: CommandSyntax
    /// The words that lead to it, the program's name first.
    public let commandPath: [String]
    /// Whether examples and names are enough.
    public var isShort = false

    /// The text, ending with a newline, wrapped to so many columns.
    public func text(width: Int) -> String {
        let width = max(width, Self.narrowest)
        let blocks = isShort ? shortBlocks(width: width) : blocks(width: width)
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// The examples first, then what there is by its name.
    private func shortBlocks(width: Int) -> [[String]] {
        var blocks = [TextWrapping.lines(command.summary, width: width), usage]
        if !command.examples.isEmpty { blocks.append(["Examples:"] + examples(width: width)) }
        var rows = command.subcommands.map { ($0.title, $0.commands.map(\.name).joined(separator: ", ")) }
        rows += command.options.map { group in
            let names = group.options.map { Self.term($0).drop { $0 == " " } }
            return (group.title, names.joined(separator: ", "))
        }
        if !command.arguments.isEmpty {
            blocks.append(
                ["Arguments:"] + Self.table(command.arguments.map { ($0.name, $0.help) }, width: width)
            )
        }
        if !rows.isEmpty {
            blocks.append([command.subcommands.isEmpty ? "Options:" : "Commands:"] + Self.table(rows, width: width))
        }
        let all = "'\(commandPath.joined(separator: " ")) --help' explains all of it."
        blocks.append(TextWrapping.lines(all, width: width))
        return blocks
    }

    private func blocks(width: Int) -> [[String]] {
        var blocks = [TextWrapping.lines(command.summary, width: width), usage]
        blocks += command.discussion.map { TextWrapping.lines($0, width: width) }
        blocks += sections.map { [$0.title + ":"] + Self.table($0.rows, width: width) }
        if !command.examples.isEmpty {
            blocks.append(["Examples:"] + examples(width: width))
        }
        if !command.exits.isEmpty {
            let rows = command.exits.map { (term: String($0.code), text: $0.meaning) }
            blocks.append(["Exit codes:"] + Self.table(rows, width: width))
        }
        if !command.subcommands.isEmpty {
            let help = commandPath.joined(separator: " ") + " help"
            let topic = command.topics.isEmpty ? "" : ", '\(help) TOPIC' a topic"
            let hint = "'\(help) COMMAND' shows the help of a command\(topic)."
            blocks.append(TextWrapping.lines(hint, width: width))
        }
        return blocks
    }

    private var usage: [String] {
        var words = commandPath
        if command.subcommands.isEmpty {
            words += (["[OPTION…]"] + command.arguments.map(\.usage))
        } else {
            words.append("COMMAND")
        }
        return ["Usage: " + words.joined(separator: " ")]
    }

    private var sections: [(title: String, rows: [(term: String, text: String)])] {
        var sections: [(title: String, rows: [(term: String, text: String)])] = []
        if !command.arguments.isEmpty {
            sections.append(("Arguments", command.arguments.map { ($0.name, $0.help) }))
        }
        for group in command.subcommands {
            sections.append((group.title, group.commands.map { ($0.name, $0.summary) }))
        }
        let topics = command.topics.filter(\.isListed)
        if !topics.isEmpty { sections.append(("Topics", topics.map { ($0.name, $0.summary) })) }
        for group in command.options {
            sections.append((group.title, group.options.map { (Self.term($0), Self.explanation($0)) }))
        }
        let common =
            [CommandSyntax.shortHelpOption, CommandSyntax.helpOption]
            + (commandPath.count == 1 ? [CommandSyntax.versionOption] : [])
        sections.append(("Help", common.map { (Self.term($0.declaration), $0.declaration.help) }))
        return sections
    }

    /// `-v, --verbose`, `    --store DIR`, `-X NAME=VALUE`.
    private static func term(_ option: OptionDeclaration) -> String {
        let short = option.name.short.map { "-\($0)" }
        let long = option.name.long.map { "--\($0)" }
        let separator = short != nil && long != nil ? ", " : ""
        let name = (short ?? "    ") + separator + (long ?? "")
        if option.bareText != nil { return "\(name) [\(option.placeholder)]" }
        return option.takesValue ? "\(name) \(option.placeholder)" : name
    }

    static func explanation(_ option: OptionDeclaration) -> String {
        var notes: [String] = []
        if option.arity == .repeated { notes.append("repeatable") }
        if let environment = option.environment { notes.append("environment: \(environment)") }
        if let bare = option.bareText { notes.append("without \(option.placeholder): \(bare)") }
        if let defaultText = option.defaultText { notes.append("default: \(defaultText)") }
        return notes.isEmpty ? option.help : "\(option.help) (\(notes.joined(separator: "; ")))"
    }

    /// Terms at the left, explanations beside them, or below where a term is too long.
    static func table(_ rows: [(term: String, text: String)], width: Int) -> [String] {
        let widestTerm = min(Self.widestTerm, width / 2)
        let fitting = rows.map(\.term.count).filter { $0 <= widestTerm }.max() ?? widestTerm
        let column = indent + fitting + 2
        return rows.flatMap { row in
            let lines = TextWrapping.lines(row.text, width: width - column)
            let margin = String(repeating: " ", count: column)
            let term = String(repeating: " ", count: indent) + row.term
            guard row.term.count <= widestTerm, let first = lines.first else {
                return [term] + lines.map { margin + $0 }
            }
            let gap = String(repeating: " ", count: column - term.count)
            return [term + gap + first] + lines.dropFirst().map { margin + $0 }
        }
    }

    private func examples(width: Int) -> [String] {
        command.examples.flatMap { example in
            let explanation = TextWrapping.lines(example.explanation, width: width - 2 * Self.indent)
            let margin = String(repeating: " ", count: Self.indent)
            return [margin + example.line] + explanation.map { margin + margin + $0 }
        }
    }
}

/// Breaks prose into lines.
enum TextWrapping {
    /// The lines of a text, each at most `width` characters unless a single word is longer.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
        }
        return lines + (line.isEmpty ? [] : [line])
    }
}
