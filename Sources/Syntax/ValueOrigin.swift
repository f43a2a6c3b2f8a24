/// Where the value of an option came from.
public enum ValueOrigin: Hashable, Sendable {
    /// The command line.
    case option
    /// The environment variable of that name.
    case environment(String)
    /// Neither: the default holds.
    case absent
}
