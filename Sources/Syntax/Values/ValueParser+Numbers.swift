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

extension ValueParser where Value == Int {
    /// A part of a hundred: a whole number from 0 to 100, with a percent sign or without.
    public static var percentage: ValueParser {
        ValueParser(placeholder: "PERCENT") { text throws(InvalidValue) in
            let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
            let isDigits =
                !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isDigits, let number = Int(digits), number <= 100 else {
                throw InvalidValue("'\(text)' is not a percentage; write a whole number from 0% to 100%")
            }
            return number
        }
    }
}

extension ValueParser where Value == Int32 {
    /// The index of a partition: a whole number from 0 to 2 147 483 647, digits only.
    public static var partition: ValueParser {
        ValueParser(placeholder: "PARTITION") { text throws(InvalidValue) in
            let isDigits =
                !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isDigits, let partition = Int32(text) else {
                throw InvalidValue("'\(text)' is not a partition; write a whole number from 0 to \(Int32.max)")
            }
            return partition
        }
    }
}

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
