/// A command's output that is not the document it should be.
package struct UnreadableOutput: Error, CustomStringConvertible {
    package let result: CommandResult
    package let reason: String

    package var description: String { "\(reason)\n\(result)" }
}
