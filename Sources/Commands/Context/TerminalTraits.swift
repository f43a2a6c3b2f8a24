/// What is known of the terminal, if there is one.
struct TerminalTraits: Hashable, Sendable {
    /// Whether standard error is one: only there may progress overwrite itself.
    let showsMessages: Bool
    /// Whether a person can be asked: standard input and standard error are both terminals.
    var canAsk = false
    /// Whether standard output is one: only there may text be bold.
    var showsOutput = false
    /// The columns of standard output, ``Defaults/width`` where it is no terminal.
    let width: Int

    /// Whether standard output may be bold: on a terminal that can, unless NO_COLOR asks for none of it.
    func showsStyles(environment: [String: String]) -> Bool {
        showsOutput && environment["TERM"] != "dumb" && (environment["NO_COLOR"] ?? "").isEmpty
    }
}
