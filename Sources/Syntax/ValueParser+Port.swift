extension ValueParser where Value == UInt16 {
    /// The number of a port: a whole number from 1 to 65535, digits only.
    public static var port: ValueParser {
        ValueParser(placeholder: "PORT") { text throws(InvalidValue) in
            let isDigits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isDigits, let port = UInt16(text), port > 0 else {
                throw InvalidValue("'\(text)' is not a port; write a whole number from 1 to \(UInt16.max)")
            }
            return port
        }
    }
}
