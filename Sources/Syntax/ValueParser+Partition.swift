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
