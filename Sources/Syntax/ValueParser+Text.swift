extension ValueParser where Value == String {
    /// Any text, the empty one included.
    public static func text(_ placeholder: String) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in text }
    }

    /// Any text but the empty one, which in a script is most often a variable that was not set.
    public static func nonEmptyText(_ placeholder: String) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue("the value is empty") }
            return text
        }
    }
}
