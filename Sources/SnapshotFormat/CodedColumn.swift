/// Values of a closed set as a byte each, and those outside of it apart: a column of states or types of groups, as it is
/// stored (docs/format.md, 3.5).
struct CodedColumn<Value> {
    private let codes: [UInt8]
    private let values: [Value]
    private let apart: [Int: Value]

    /// A column of as many values as there are codes, each of which is the number of a value or ``GroupsSection/named``.
    ///
    /// - Parameters:
    ///   - codes: The codes.
    ///   - values: The set, fewer than 255.
    ///   - what: What a value is called in errors.
    ///   - reader: Where the values that are apart are read from, in their order.
    ///   - valueOf: The value of a name; `nil` for a name that a value of the set has.
    /// - Throws: ``FormatError`` for a code that is none, and a name that has a code.
    init(
        _ codes: ArraySlice<UInt8>,
        of values: [Value],
        _ what: String,
        from reader: inout ByteReader,
        valueOf: (String) -> Value?
    ) throws(FormatError) {
        (self.codes, self.values) = (Array(codes), values)
        var apart: [Int: Value] = [:]
        for (number, code) in self.codes.enumerated() where code >= values.count {
            guard code == GroupsSection.named else { throw reader.damaged("a group has \(what) \(code)") }
            guard let value = valueOf(try reader.string()) else {
                throw reader.damaged("a \(what) is no other than a known one")
            }
            apart[number] = value
        }
        self.apart = apart
    }

    /// The value of a number.
    subscript(number: Int) -> Value {
        let code = Int(codes[number])
        return code < values.count ? values[code] : apart[number] ?? values[0]
    }
}
