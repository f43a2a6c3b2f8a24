extension ValueParser where Value == Int {
    /// How many: a whole number from 0 on, digits only.
    ///
    /// - Parameter largest: The largest that makes sense.
    /// - Returns: The parser.
    public static func count(upTo largest: Int) -> ValueParser {
        ValueParser(placeholder: "COUNT") { text throws(InvalidValue) in
            let isDigits =
                !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isDigits, let count = Int(text), count <= largest else {
                throw InvalidValue("'\(text)' is not a whole number from 0 to \(largest)")
            }
            return count
        }
    }
}
