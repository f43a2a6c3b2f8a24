/// What turns the text of an option or argument into a value.
public struct ValueParser<Value: Sendable>: Sendable {
    /// What stands for the value in help texts, such as `DURATION`.
    public let placeholder: String
    /// Gives the value of a text, or throws why it has none.
    public let parse: @Sendable (String) throws(InvalidValue) -> Value

    /// A parser of one kind of value.
    public init(placeholder: String, parse: @escaping @Sendable (String) throws(InvalidValue) -> Value) {
        self.placeholder = placeholder
        self.parse = parse
    }
}
