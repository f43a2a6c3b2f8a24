extension ManualPage {
    /// The pages of a command and of all below it, the outermost one's first: what `--help` shows of them.
    ///
    /// - Parameters:
    ///   - command: The outermost command.
    ///   - files: The files it uses, with what each is.
    ///   - seeAlso: The pages that all of them name.
    /// - Returns: The pages, and those of the topics that have one.
    public static func pages(
        of command: CommandSyntax,
        files: [(path: String, text: String)],
        seeAlso: [Reference]
    ) -> [ManualPage] {
        var pages = Self.pages(of: command, path: [command.name], seeAlso: seeAlso)
        let beforeExamples = pages[0].parts.firstIndex { $0.title == "EXAMPLES" } ?? pages[0].parts.endIndex
        pages[0].parts.insert(
            contentsOf: [
                Part("ENVIRONMENT", [.terms(variables(of: command))]),
                Part("FILES", [.terms(files.map { (term: Term.path($0.path), text: $0.text) })]),
            ],
            at: beforeExamples
        )
        return pages + command.topics.compactMap { $0.page(seeAlso: seeAlso) }
    }

    private static func pages(of command: CommandSyntax, path: [String], seeAlso: [Reference]) -> [ManualPage] {
        let below = command.allSubcommands.flatMap { pages(of: $0, path: path + [$0.name], seeAlso: seeAlso) }
        return [page(of: command, path: path, seeAlso: seeAlso)] + below
    }

    private static func page(of command: CommandSyntax, path: [String], seeAlso: [Reference]) -> ManualPage {
        let hasSubcommands = !command.subcommands.isEmpty
        var parts: [Part] = []
        let places = hasSubcommands ? ["COMMAND"] : ["[OPTION…]"] + command.arguments.map(\.usage)
        parts.append(Part("SYNOPSIS", [.usage(path, places)]))
        let discussion = command.discussion.isEmpty ? [command.summary + "."] : command.discussion
        parts.append(Part("DESCRIPTION", discussion.map(Block.paragraph) + arguments(of: command)))
        for group in command.subcommands {
            let rows = group.commands.map { below -> (term: Term, text: String) in
                (.page(Reference((path + [below.name]).joined(separator: "-"), 1)), below.summary)
            }
            if parts.last?.title != "COMMANDS" { parts.append(Part("COMMANDS", [])) }
            parts[parts.count - 1].blocks += [.heading(group.title), .terms(rows)]
        }
        if !hasSubcommands { parts.append(Part("OPTIONS", options(of: command))) }
        if !command.exits.isEmpty {
            let rows = command.exits.map { exit -> (term: Term, text: String) in
                (.word(String(exit.code)), exit.meaning)
            }
            parts.append(Part("EXIT STATUS", [.terms(rows)]))
        }
        if !command.examples.isEmpty {
            parts.append(
                Part("EXAMPLES", command.examples.flatMap { [.paragraph($0.explanation + ":"), .lines([$0.line])] })
            )
        }
        let parent = path.count > 1 ? [Reference(path.dropLast().joined(separator: "-"), 1)] : []
        return ManualPage(
            reference: Reference(path.joined(separator: "-"), 1),
            summary: command.summary,
            parts: parts,
            seeAlso: seeAlso + parent
        )
    }

    private static func arguments(of command: CommandSyntax) -> [Block] {
        guard !command.arguments.isEmpty else { return [] }
        return [
            .paragraph("The arguments are:"),
            .terms(command.arguments.map { (term: Term.argument($0.name), text: $0.help) }),
        ]
    }

    private static func options(of command: CommandSyntax) -> [Block] {
        let help = OptionGroup("Help", CommandSyntax.shortHelpOption, CommandSyntax.helpOption)
        return (command.options + [help]).flatMap { group -> [Block] in
            [
                .heading(group.title),
                .terms(group.options.map { (term: Term.option($0), text: HelpPage.explanation($0)) }),
            ]
        }
    }

    /// Every variable that gives an option its value, once.
    private static func variables(of command: CommandSyntax) -> [(term: Term, text: String)] {
        var found: [String: String] = [:]
        func look(_ command: CommandSyntax) {
            for option in command.allOptions {
                guard let variable = option.environment, found[variable] == nil else { continue }
                found[variable] = "The value of `\(option.name)` where that is not given: \(option.help)."
            }
            command.allSubcommands.forEach(look)
        }
        look(command)
        return found.sorted { $0.key < $1.key }.map { (term: Term.variable($0.key), text: $0.value) }
    }
}

extension HelpTopic {
    /// The page of the topic; `nil` for one that has none.
    func page(seeAlso: [ManualPage.Reference]) -> ManualPage? {
        guard let manual else { return nil }
        var parts = [
            ManualPage.Part("DESCRIPTION", discussion.map(ManualPage.Block.paragraph))
        ]
        for section in sections {
            let terms = section.rows.map { (term: ManualPage.Term.word($0.term), text: $0.text) }
            parts[0].blocks +=
                [.heading(section.title)] + section.paragraphs.map(ManualPage.Block.paragraph)
                + (terms.isEmpty ? [] : [.terms(terms)]) + (section.lines.isEmpty ? [] : [.lines(section.lines)])
        }
        return ManualPage(reference: manual, summary: summary, parts: parts, seeAlso: seeAlso)
    }
}
