/// A command's output that is not the document it should be.
package struct UnreadableOutput: Error, CustomStringConvertible {
    package let result: CommandResult
    package let reason: String

    package init(result: CommandResult, reason: String) {
        self.result = result
        self.reason = reason
    }

    package var description: String { "\(reason)\n\(result)" }
}
