/// Everything about an option but the type of its value: what parsing and help need.
public struct OptionDeclaration: Sendable {
    /// How many values an option takes.
    public enum Arity: Hashable, Sendable {
        /// None: it is there or not.
        case flag
        /// One; given twice is a mistake.
        case single
        /// One each time; several add up.
        case repeated
    }

    /// How it is written.
    public let name: OptionName
    /// How many values it takes.
    public let arity: Arity
    /// What stands for the value in help texts; empty for a flag.
    public let placeholder: String
    /// What a shell can offer for the value.
    let kind: ValueKind
    /// What it means, without a full stop.
    public let help: String
    /// The environment variable that is read when the option is not given; an empty variable counts as none.
    public let environment: String?
    /// The default in words, `nil` when there is none worth naming.
    public let defaultText: String?
    /// The value that the option has where it is given without one; `nil` where a value has to follow.
    var bareText: String?
    /// Throws when a text is no value of this option.
    let check: @Sendable (String) throws(InvalidValue) -> Void

    /// Whether a value follows, or may.
    var takesValue: Bool { arity != .flag }

    /// Whether a word that begins with a dash and a digit is a value: only of an option that is a number and may be below 0.
    func takes(negative word: String) -> Bool {
        guard word.utf8.first == UInt8(ascii: "-"), word.dropFirst().first?.isNumber == true else { return false }
        return isValue("-1") && !isValue("-")
    }

    private func isValue(_ text: String) -> Bool {
        do throws(InvalidValue) {
            try check(text)
            return true
        } catch {
            return false
        }
    }

    /// Why it cannot have so many values, as a file of settings may say; `nil` where it can.
    func flaw(inCount count: Int) -> InvalidValue? {
        switch arity {
        case .flag: count == 0 ? nil : InvalidValue("it takes no value")
        case .single: count == 1 ? nil : InvalidValue("it takes one value, and \(count) are given")
        case .repeated: nil
        }
    }
}

/// Options that stand under one heading in the help text.
public struct OptionGroup: Sendable {
    /// The heading, such as `Selection`.
    public let title: String
    /// The options in the order help shows them.
    public let options: [OptionDeclaration]
    /// The ways in which any command with these options can end: what they name may fail it.
    public let exits: [CommandExit]

    /// A heading, its options, and the exit codes that they bring into a command.
    public init(_ title: String, _ options: any OptionKey..., exits: [CommandExit] = []) {
        self.init(title, options, exits: exits)
    }

    /// A heading with options that are put together at run time.
    public init(_ title: String, _ options: [any OptionKey], exits: [CommandExit] = []) {
        self.title = title
        self.options = options.map(\.declaration)
        self.exits = exits
    }
}
