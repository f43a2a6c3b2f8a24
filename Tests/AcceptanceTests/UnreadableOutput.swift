/// A command's output that is not the document it should be.
struct UnreadableOutput: Error, CustomStringConvertible {
    let result: CommandResult
    let reason: String

    var description: String { "\(reason)\n\(result)" }
}
