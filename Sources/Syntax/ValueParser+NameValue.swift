extension ValueParser where Value == NameValue {
    /// `NAME=VALUE`, split at the first equals sign; the name must not be empty, the value may be.
    public static func nameValue(_ placeholder: String = "NAME=VALUE") -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            let sign = UInt8(ascii: "=")
            guard let split = text.utf8.firstIndex(of: sign), split > text.startIndex else {
                // The text is not repeated: it may hold a password.
                throw InvalidValue("the value is not of the form \(placeholder)")
            }
            return NameValue(
                name: String(text[..<split]),
                value: String(decoding: text.utf8[split...].dropFirst(), as: UTF8.self)
            )
        }
    }
}
