/// What came of waiting for a person to type a line.
enum TypedAnswer: Hashable, Sendable {
    /// A line, without its end.
    case line(String)
    /// The end of the input (Ctrl-D), or a terminal that is gone.
    case end
    /// The command was asked to end meanwhile.
    case interrupted
    /// The time is over.
    case late
}
