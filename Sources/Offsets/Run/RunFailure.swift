/// Why a run did not reach its end, as it was told to the operator.
public struct RunFailure: Hashable, Sendable {
    /// A stable name, such as `group-active`; text, because another Tidemark may have written it.
    public var code: String
    /// What happened.
    public var message: String
    /// What to do next, `nil` when there is nothing to add.
    public var hint: String?

    /// A failure.
    public init(code: String, message: String, hint: String?) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The failure behind an error.
    public init(_ error: TidemarkError) {
        self.init(code: error.code.rawValue, message: error.message, hint: error.hint)
    }
}
