/// Why a text is no schedule.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let message: String
    /// What to write instead, `nil` when there is nothing to add.
    public let hint: String?

    /// An error.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The message and the hint.
    public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
