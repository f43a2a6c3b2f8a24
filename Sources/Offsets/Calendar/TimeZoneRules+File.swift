extension TimeZoneRules {
    /// More than any file of the database has; what is larger is none.
    public static let largestFile = 1 << 18

    /// The rules in a file of the time zone database, version 2 or later.
    ///
    /// - Throws: ``CalendarError`` when it is no such file.
    public init(name: String, file bytes: [UInt8]) throws(CalendarError) {
        var reader = TimeZoneFileReader(bytes, name: name)
        let header = try reader.header()
        guard header.version >= UInt8(ascii: "2") else { throw reader.malformed("it is of version 1") }
        // The first part holds 32-bit times, for programs of long ago.
        try reader.skip(header.length(timeSize: 4))
        let counts = try reader.header()
        var moments: [Int64] = []
        for _ in 0..<counts.times { moments.append(Int64(bitPattern: try reader.number(bytes: 8))) }
        var indices: [Int] = []
        for _ in 0..<counts.times { indices.append(Int(try reader.number(bytes: 1))) }
        var types: [(offset: Int64, name: Int)] = []
        for _ in 0..<counts.types {
            let offset = Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: try reader.number(bytes: 4))))
            _ = try reader.number(bytes: 1)
            types.append((offset, Int(try reader.number(bytes: 1))))
        }
        let names = try reader.take(counts.characters)
        try reader.skip(counts.leaps * 12 + counts.standards + counts.universals)
        var kinds: [Kind] = []
        for type in types {
            guard abs(type.offset) < 86_400 * 2, type.name < names.count else {
                throw reader.malformed("a kind of time is out of range")
            }
            let text = names.dropFirst(type.name).prefix { $0 != 0 }
            kinds.append(Kind(offset: type.offset, abbreviation: String(decoding: text, as: UTF8.self)))
        }
        guard let first = kinds.first, indices.allSatisfy(kinds.indices.contains),
            zip(moments, moments.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw reader.malformed("its changes are out of order") }
        let footer = try reader.line()
        let rule: DaylightRule?
        if footer.isEmpty {
            rule = nil
        } else {
            guard let parsed = DaylightRule(posix: footer) else { throw reader.malformed("its rule '\(footer)'") }
            rule = parsed
        }
        self.init(name: name, first: first, changes: zip(moments, indices).map { ($0, kinds[$1]) }, rule: rule)
    }
}

/// Takes a file of the database apart, never reading beyond its end.
private struct TimeZoneFileReader {
    /// The counts in a header of RFC 8536, §3.1.
    struct Header {
        let version: UInt8
        let universals: Int
        let standards: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        /// The length of the part behind the header.
        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standards + universals
        }
    }

    private let bytes: [UInt8]
    private let name: String
    private var position = 0

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    func malformed(_ what: String) -> CalendarError {
        CalendarError("the time zone file of \(name) cannot be read: \(what)")
    }

    mutating func take(_ count: Int) throws(CalendarError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw malformed("it ends too early") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func skip(_ count: Int) throws(CalendarError) { _ = try take(count) }

    mutating func number(bytes count: Int) throws(CalendarError) -> UInt64 {
        try take(count).reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func header() throws(CalendarError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw malformed("it does not begin as one") }
        let version = UInt8(truncatingIfNeeded: try number(bytes: 1))
        try skip(15)
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = Int(try number(bytes: 4))
            guard count <= bytes.count else { throw malformed("it declares more than it has") }
            counts.append(count)
        }
        return Header(
            version: version,
            universals: counts[0],
            standards: counts[1],
            leaps: counts[2],
            times: counts[3],
            types: counts[4],
            characters: counts[5]
        )
    }

    /// The text between two newlines.
    mutating func line() throws(CalendarError) -> String {
        let newline = UInt8(ascii: "\n")
        guard try take(1).first == newline else { throw malformed("its last line is missing") }
        let text = bytes[position...].prefix { $0 != newline }
        guard position + text.count < bytes.count else { throw malformed("its last line is cut") }
        return String(decoding: text, as: UTF8.self)
    }
}
