extension ValueParser where Value: CaseIterable & RawRepresentable<String> {
    /// One of a few words: the raw values of the type.
    public static var choice: ValueParser {
        let words = Value.allCases.map(\.rawValue)
        let choices = (words.count > 1 ? [words.dropLast().joined(separator: ", "), words[words.count - 1]] : words)
            .joined(separator: " or ")
        return ValueParser(placeholder: words.joined(separator: "|")) { text throws(InvalidValue) in
            guard let value = Value(rawValue: text) else {
                throw InvalidValue("'\(text)' is not valid; use \(choices)")
            }
            return value
        }
    }
}
