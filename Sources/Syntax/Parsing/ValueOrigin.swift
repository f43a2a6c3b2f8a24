/// Where the value of an option came from, the one that wins over all others first.
public enum ValueOrigin: Hashable, Sendable {
    /// The command line.
    case option
    /// The environment variable of that name.
    case environment(String)
    /// A file of settings, and the line in it, counted from 1.
    case file(String, line: Int)
    /// None of them: the default holds.
    case absent

    /// How a mistake in the value of an option names the place where it is to be put right.
    func place(of option: OptionName) -> String {
        switch self {
        case .option, .absent: option.description
        case .environment(let variable): "\(variable) (environment)"
        case .file(let file, let line): "\(file):\(line) (\(option))"
        }
    }
}

/// What was given for one option.
struct GivenTexts: Sendable {
    /// The texts in the order given; empty for a flag.
    var texts: [String]
    /// Where they came from.
    let origin: ValueOrigin
}
