/// Why a text is not a value of the wanted kind.
public struct InvalidValue: Error, Hashable, Sendable {
    /// What is wrong, beginning with the text in quotes: `'5 minutes' is not a duration; …`.
    public let message: String

    /// A reason.
    public init(_ message: String) {
        self.message = message
    }
}
