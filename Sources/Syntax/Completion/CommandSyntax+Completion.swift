/// What may stand in the place of the last word of a command line that is being typed.
public struct Completion: Sendable {
    /// A word, and what it means.
    public struct Candidate: Hashable, Sendable {
        /// The whole word.
        public let word: String
        /// What it means in a few words, without a full stop; may be empty.
        public let meaning: String

        /// A word with its meaning.
        public init(_ word: String, _ meaning: String = "") {
            self.word = word
            self.meaning = meaning
        }
    }

    /// The words that the command line itself knows and that begin with what is typed: commands, options, closed sets of
    /// values.
    public internal(set) var candidates: [Candidate] = []
    /// What else may stand there; `nil` for nothing.
    public internal(set) var kind: ValueKind?
    /// What stands before the value in the same word, such as `--group=`; mostly empty.
    public internal(set) var lead = ""
    /// The beginning of the value that is typed already.
    public internal(set) var typed = ""
    /// What was typed before, as far as it makes sense; its values are not checked.
    public internal(set) var arguments: ParsedArguments?

    static let none = Completion()

    mutating func offer(_ word: String, _ meaning: String) {
        guard word.utf8.starts(with: (lead + typed).utf8) else { return }
        candidates.append(Candidate(word, meaning))
    }
}

extension CommandSyntax {
    /// What may stand in the place of the last word of a command line; nothing where what is before it makes no sense.
    ///
    /// - Parameters:
    ///   - words: The words before it, without the program's name.
    ///   - last: The beginning of the word itself, which may be empty.
    ///   - environment: The variables, which give values to options that are not typed.
    ///   - settings: What a file of settings says of options.
    /// - Returns: What may stand there.
    public func completion(
        after words: [String],
        _ last: String,
        environment: [String: String] = [:],
        settings: OptionSettings = OptionSettings()
    ) -> Completion {
        var command = self
        var path = [name]
        var rest = words[...]
        while !command.subcommands.isEmpty {
            guard let word = rest.popFirst() else { return command.commands(last, isOutermost: path.count == 1) }
            if word == Self.helpCommand { return command.pages(after: rest, last) }
            guard let next = command.allSubcommands.first(where: { $0.name == word }) else { return .none }
            command = next
            path.append(word)
        }
        var typed = TypedWords(command)
        typed.take(rest)
        var completion = typed.completion(of: last)
        completion.arguments = typed.arguments(path, environment, settings)
        return completion
    }

    /// The commands below this one.
    private func commands(_ last: String, isOutermost: Bool) -> Completion {
        var completion = Completion(typed: last)
        guard !last.hasPrefix("-") else {
            completion.offer("--help", Self.helpOption.declaration.help)
            if isOutermost { completion.offer("--version", Self.versionOption.declaration.help) }
            return completion
        }
        for command in allSubcommands { completion.offer(command.name, command.summary) }
        completion.offer(Self.helpCommand, "Show the help of a command")
        return completion
    }

    /// What there is help about.
    private func pages(after words: ArraySlice<String>, _ last: String) -> Completion {
        var command = self
        for word in words {
            guard let next = command.allSubcommands.first(where: { $0.name == word }) else { return .none }
            command = next
        }
        var completion = Completion(typed: last)
        for command in command.allSubcommands { completion.offer(command.name, command.summary) }
        for topic in command.topics where topic.isListed || !last.isEmpty {
            completion.offer(topic.name, topic.summary)
        }
        return completion
    }
}

/// The words that were typed after the name of a command.
private struct TypedWords {
    private let command: CommandSyntax
    private var given: [OptionName: GivenTexts] = [:]
    private var positional: [String] = []
    /// The option that the next word is the value of.
    private var open: OptionDeclaration?
    /// Whether two dashes have ended the options.
    private var hasEnded = false

    init(_ command: CommandSyntax) { self.command = command }

    mutating func take(_ words: ArraySlice<String>) {
        for word in words { take(word) }
    }

    private mutating func take(_ word: String) {
        if let option = open {
            open = nil
            // A value that may be left out is one only where it looks like it.
            if option.bareText == nil || word.first?.isNumber == true {
                add(word, to: option)
                return
            }
        }
        if hasEnded || !word.hasPrefix("-") || word == "-" {
            positional.append(word)
        } else if word == "--" {
            hasEnded = true
        } else if let (option, value) = option(in: word) {
            if let value {
                add(value, to: option)
            } else if option.takesValue {
                open = option
            } else {
                add(nil, to: option)
            }
        }
    }

    private mutating func add(_ value: String?, to option: OptionDeclaration) {
        given[option.name, default: GivenTexts(texts: [], origin: .option)].texts += value.map { [$0] } ?? []
    }

    /// The option that a word names, and the value that stands in the same word.
    private func option(in word: String) -> (OptionDeclaration, String?)? {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let option = command.allOptions.first(where: { $0.name.long == parts.first.map(String.init) }) else {
                return nil
            }
            return (option, parts.count > 1 ? String(parts[1]) : nil)
        }
        // Of several letters the last one may take a value.
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = command.allOptions.first(where: { $0.name.short == letter }) else { return nil }
            if option.takesValue { return (option, letters.isEmpty ? nil : String(letters)) }
            if letters.isEmpty { return (option, nil) }
        }
        return nil
    }

    func completion(of last: String) -> Completion {
        if let open, open.bareText == nil { return values(of: open.kind, Completion(typed: last)) }
        if !hasEnded, last.hasPrefix("-") {
            guard last.hasPrefix("--"), let sign = last.firstIndex(of: "=") else { return options(last) }
            guard let (option, _) = option(in: last), option.takesValue else { return .none }
            let value = last[last.index(after: sign)...]
            return values(of: option.kind, Completion(lead: String(last[...sign]), typed: String(value)))
        }
        var index = positional.count
        if index >= command.arguments.count, command.arguments.last?.isRepeated == true {
            index = command.arguments.count - 1
        }
        guard index < command.arguments.count else { return last.isEmpty && !hasEnded ? options(last) : .none }
        return values(of: command.arguments[index].kind, Completion(typed: last))
    }

    private func values(of kind: ValueKind, _ beginning: Completion) -> Completion {
        var completion = beginning
        completion.kind = kind
        switch kind {
        case .words(let words):
            for word in words { completion.offer(completion.lead + word, "") }
        case .name(_, let words):
            for (word, meaning) in words.sorted(by: { $0.key < $1.key }) {
                completion.offer(completion.lead + word, meaning)
            }
        case .text, .file, .directory: break
        }
        return completion
    }

    /// The options that can still be given.
    private func options(_ last: String) -> Completion {
        var completion = Completion(typed: last)
        for option in command.allOptions where option.arity == .repeated || given[option.name] == nil {
            completion.offer(option.name.description, option.help)
        }
        completion.offer("--help", CommandSyntax.helpOption.declaration.help)
        return completion
    }

    /// What was given, with what the environment and the settings add.
    func arguments(
        _ path: [String],
        _ environment: [String: String],
        _ settings: OptionSettings
    ) -> ParsedArguments {
        var options = given
        for option in command.allOptions where options[option.name] == nil {
            options[option.name] = ArgumentScanner.texts(of: option, in: environment) ?? settings[option.name]
        }
        var rest = positional[...]
        var arguments: [String: [String]] = [:]
        for argument in command.arguments {
            arguments[argument.name] = Array(argument.isRepeated ? rest : rest.prefix(1))
            rest = argument.isRepeated ? [] : rest.dropFirst()
        }
        return ParsedArguments(commandPath: path, options: options, arguments: arguments)
    }
}
