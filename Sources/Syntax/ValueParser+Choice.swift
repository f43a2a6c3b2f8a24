extension ValueParser where Value: CaseIterable & RawRepresentable<String> {
    /// One of a few words: the raw values of the type.
    public static var choice: ValueParser {
        let words = Value.allCases.map(\.rawValue)
        return ValueParser(placeholder: words.joined(separator: "|")) { text throws(InvalidValue) in
            guard let value = Value(rawValue: text) else {
                throw InvalidValue("'\(text)' is none of \(words.joined(separator: ", "))")
            }
            return value
        }
    }
}
