/// What is known of the terminal, if there is one.
struct TerminalTraits: Hashable, Sendable {
    /// Whether standard error is one: only there may progress overwrite itself.
    let showsMessages: Bool
    /// The columns of standard output, ``Defaults/width`` where it is no terminal.
    let width: Int
}
