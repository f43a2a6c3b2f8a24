/// Where the value of an option came from.
public enum ValueOrigin: Hashable, Sendable {
    /// The command line.
    case option
    /// The environment variable of that name.
    case environment(String)
    /// Neither: the default holds.
    case absent
}

/// What was given for one option.
struct GivenTexts: Sendable {
    /// The texts in the order given; empty for a flag.
    var texts: [String]
    /// Where they came from.
    let origin: ValueOrigin
}
