/// Reads the words after the name of one command that has no subcommands.
struct ArgumentScanner {
    private let command: CommandSyntax
    private let commandPath: [String]
    private let byLong: [String: OptionDeclaration]
    private let byShort: [Character: OptionDeclaration]
    private var given: [OptionName: GivenTexts] = [:]
    private var positional: [String] = []
    private var wantsHelp = false

    init(command: CommandSyntax, commandPath: [String]) {
        self.command = command
        self.commandPath = commandPath
        let options =
            command.allOptions + [CommandSyntax.helpOption.declaration, CommandSyntax.shortHelpOption.declaration]
        byLong = Dictionary(
            options.compactMap { option in option.name.long.map { ($0, option) } },
            uniquingKeysWith: { first, _ in first }
        )
        byShort = Dictionary(
            options.compactMap { option in option.name.short.map { ($0, option) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The arguments, checked, or the help page when it is asked for anywhere before `--`.
    mutating func scan(
        _ words: ArraySlice<String>,
        environment: [String: String],
        settings: OptionSettings
    ) throws(SyntaxError) -> Invocation {
        func help(isShort: Bool) -> Invocation {
            .help(HelpPage(command: command, commandPath: commandPath, isShort: isShort))
        }
        let beforeDashes = words.prefix { $0 != "--" }
        if beforeDashes.contains("--help") { return help(isShort: false) }
        if beforeDashes.contains("-h") { return help(isShort: true) }
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                positional += rest
                break
            } else if word.hasPrefix("--") {
                try takeLong(word, &rest)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShort(word, &rest)
            } else {
                positional.append(word)
            }
        }
        guard !wantsHelp else { return help(isShort: true) }
        try checkOptions(environment, settings)
        let arguments = try assignArguments()
        return .run(ParsedArguments(commandPath: commandPath, options: given, arguments: arguments))
    }

    /// `--name`, `--name value` or `--name=value`.
    private mutating func takeLong(_ word: String, _ rest: inout ArraySlice<String>) throws(SyntaxError) {
        let body = word.utf8.dropFirst(2)
        let sign = body.firstIndex(of: UInt8(ascii: "="))
        let name = String(decoding: body[..<(sign ?? body.endIndex)], as: UTF8.self)
        let attached = sign.map { String(decoding: body[$0...].dropFirst(), as: UTF8.self) }
        let spelled = "--\(name)"
        guard let option = byLong[name] else {
            throw .unknownOption(spelled, among: byLong.keys.sorted().map { "--\($0)" }, commandPath: commandPath)
        }
        guard option.takesValue else {
            guard attached == nil else { throw .unexpectedValue(spelled, commandPath: commandPath) }
            try add(nil, to: option, spelled)
            return
        }
        let value = if let attached { attached } else { try nextValue(option, spelled, &rest) }
        try add(value, to: option, spelled)
    }

    /// `-v`, `-vq`, `-X value`, `-Xvalue` or `-X=value`.
    private mutating func takeShort(_ word: String, _ rest: inout ArraySlice<String>) throws(SyntaxError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let spelled = "-\(letter)"
            guard let option = byShort[letter] else {
                let isWord = byLong[String(word.dropFirst())] != nil
                throw .unknownOption(
                    isWord ? word : spelled,
                    among: isWord ? ["-\(word)"] : [],
                    commandPath: commandPath
                )
            }
            guard option.takesValue else {
                guard letters.first != "=" else { throw .unexpectedValue(spelled, commandPath: commandPath) }
                try add(nil, to: option, spelled)
                continue
            }
            let attached = letters.first == "=" ? letters.dropFirst() : letters
            let value = letters.isEmpty ? try nextValue(option, spelled, &rest) : String(attached)
            try add(value, to: option, spelled)
            return
        }
    }

    /// The next word, unless it looks like an option; a lone dash is a value, and so is a number below 0 where one is meant.
    ///
    /// Where the value may be left out, it is the next word only if that begins with a digit.
    private func nextValue(
        _ option: OptionDeclaration,
        _ spelled: String,
        _ rest: inout ArraySlice<String>
    ) throws(SyntaxError) -> String {
        if let bare = option.bareText {
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard let first = rest.first?.utf8.first, digits.contains(first) else { return bare }
        }
        guard let word = rest.first, !word.hasPrefix("-") || word == "-" || option.takes(negative: word) else {
            throw .missingValue(spelled, option.placeholder, commandPath: commandPath)
        }
        rest.removeFirst()
        return word
    }

    private mutating func add(_ text: String?, to option: OptionDeclaration, _ spelled: String) throws(SyntaxError) {
        if option.name == CommandSyntax.shortHelpOption.declaration.name { wantsHelp = true }
        if option.arity == .single, given[option.name] != nil {
            throw .repeatedOption(spelled, commandPath: commandPath)
        }
        given[option.name, default: GivenTexts(texts: [], origin: .option)].texts += text.map { [$0] } ?? []
    }

    /// Fills in the environment and the settings, in this order, and checks every value.
    private mutating func checkOptions(
        _ environment: [String: String],
        _ settings: OptionSettings
    ) throws(SyntaxError) {
        for option in command.allOptions {
            let found = given[option.name] ?? Self.texts(of: option, in: environment) ?? settings[option.name]
            guard let found else { continue }
            let place = found.origin.place(of: option.name)
            if let flaw = option.flaw(inCount: found.texts.count) {
                throw .invalidValue(flaw, of: place, commandPath: commandPath)
            }
            for text in found.texts { try check(text, with: option.check, place) }
            given[option.name] = found
        }
    }

    static func texts(of option: OptionDeclaration, in environment: [String: String]) -> GivenTexts? {
        guard let variable = option.environment, let text = environment[variable], !text.isEmpty else { return nil }
        return GivenTexts(texts: [text], origin: .environment(variable))
    }

    /// Gives the positional words to the arguments in order.
    private func assignArguments() throws(SyntaxError) -> [String: [String]] {
        var rest = positional[...]
        var assigned: [String: [String]] = [:]
        for argument in command.arguments {
            let texts = Array(argument.isRepeated ? rest : rest.prefix(1))
            rest = rest.dropFirst(texts.count)
            guard !(argument.isRequired && texts.isEmpty) else {
                throw .missingArgument(argument, commandPath: commandPath)
            }
            for text in texts { try check(text, with: argument.check, argument.name) }
            assigned[argument.name] = texts
        }
        if let extra = rest.first { throw .unexpectedArgument(extra, commandPath: commandPath) }
        return assigned
    }

    private func check(
        _ text: String,
        with check: (String) throws(InvalidValue) -> Void,
        _ spelled: String
    ) throws(SyntaxError) {
        do throws(InvalidValue) {
            try check(text)
        } catch {
            throw .invalidValue(error, of: spelled, commandPath: commandPath)
        }
    }
}
