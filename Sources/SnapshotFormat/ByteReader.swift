import Offsets

/// Bytes being read, in the elements of docs/format.md, 1.
///
/// Everything it throws is a ``FormatError`` that names the place.
struct ByteReader {
    /// What messages call these bytes.
    let name: String

    /// The bytes, those before and behind what is read included.
    let bytes: [UInt8]
    private let end: Int
    private(set) var position: Int

    /// Reads a part of an array that must be within it.
    init(_ bytes: [UInt8], in range: Range<Int>, name: String) {
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
        self.name = name
    }

    /// Reads a whole array.
    init(_ bytes: [UInt8], name: String) {
        self.init(bytes, in: 0..<bytes.count, name: name)
    }

    /// How many bytes are left.
    var remaining: Int { end - position }

    /// The error of a broken rule.
    func damaged(_ what: String) -> FormatError {
        FormatError(.damaged, "\(name): \(what)")
    }

    /// Throws unless everything was read.
    func finish() throws(FormatError) {
        guard remaining == 0 else { throw damaged("\(remaining) bytes too many") }
    }

    /// The next bytes, which stay unread.
    func peek(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw damaged("ends too early") }
        return bytes[position..<position + count]
    }

    /// So many bytes.
    mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        let result = try peek(count)
        position += count
        return result
    }

    /// One byte.
    mutating func byte() throws(FormatError) -> UInt8 {
        guard position < end else { throw damaged("ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// An integer of fixed width, little-endian.
    mutating func fixed<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type) throws(FormatError) -> Value {
        try take(Value.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    /// A SHA-256 digest.
    mutating func digest() throws(FormatError) -> ContentDigest {
        let place = position
        _ = try take(ContentDigest.length)
        guard let digest = ContentDigest(bytes: bytes.span.extracting(place..<position)) else {
            throw damaged("no digest")
        }
        return digest
    }

    /// A varint; longer ones than needed are refused, so that a number has one form only.
    @inline(__always)
    mutating func varint() throws(FormatError) -> UInt64 {
        let first = try byte()
        if first < 0x80 { return UInt64(first) }
        return try longVarint(UInt64(first & 0x7F))
    }

    private mutating func longVarint(_ lowest: UInt64) throws(FormatError) -> UInt64 {
        var value = lowest
        var shift: UInt64 = 7
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw damaged("a number has more than 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 {
                guard next != 0 else { throw damaged("a number is longer than it needs to be") }
                return value
            }
            shift += 7
        }
    }

    /// A signed number in zigzag coding.
    @inline(__always)
    mutating func zigzag() throws(FormatError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A varint that is at most `limit`; `what` is counted or indexed by it.
    mutating func number(_ what: String, atMost limit: Int) throws(FormatError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw damaged("\(what): \(value) is more than \(limit)") }
        return Int(value)
    }

    /// The count of a list whose items take a byte or more each.
    mutating func count(_ what: String, limit: Int) throws(FormatError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else {
            throw FormatError(.tooLarge, "\(name): \(value) \(what), more than the \(limit) allowed")
        }
        guard value <= UInt64(remaining) else { throw damaged("\(value) \(what) do not fit into it") }
        return Int(value)
    }

    /// A string.
    mutating func string() throws(FormatError) -> String {
        try string(length: try varint())
    }

    /// Where among the bytes the next strings are, which are left as they are.
    mutating func texts(_ count: Int) throws(FormatError) -> [Range<Int>] {
        var places: [Range<Int>] = []
        places.reserveCapacity(count)
        let start = position
        for _ in 0..<count { places.append(try text(length: try varint())) }
        // Nearly always they are ASCII and shorter than 128 bytes, which one look at all of them and their lengths tells.
        guard !isASCII(start..<position) else { return places }
        for place in places where (try? UTF8Span(validating: bytes.span.extracting(place))) == nil { throw notUTF8 }
        return places
    }

    private func isASCII(_ part: Range<Int>) -> Bool {
        let span = bytes.span.extracting(part)
        var all: UInt8 = 0
        for index in span.indices { all |= span[index] }
        return all < 0x80
    }

    /// An optional string.
    mutating func optionalString() throws(FormatError) -> String? {
        let coded = try varint()
        return coded == 0 ? nil : try string(length: coded - 1)
    }

    /// So many optional strings, which are often the same.
    mutating func optionalStrings(_ count: Int) throws(FormatError) -> RepeatedStrings {
        var strings = RepeatedStrings()
        var last: Range<Int>?
        for index in 0..<count {
            let coded = try varint()
            let place = coded > 0 ? try text(length: coded - 1) : nil
            guard index == 0 || !isSame(last, place) else { continue }
            strings.append(try place.map { place throws(FormatError) in try string(at: place) }, from: index)
            last = place
        }
        return strings
    }

    private func isSame(_ one: Range<Int>?, _ other: Range<Int>?) -> Bool {
        guard let one, let other else { return one == other }
        return one.count == other.count && bytes[one].elementsEqual(bytes[other])
    }

    /// An optional number below 2³¹.
    mutating func optionalNumber() throws(FormatError) -> Int32? {
        let coded = try varint()
        guard coded <= UInt64(Int32.max) + 1 else { throw damaged("\(coded - 1) does not fit into 31 bits") }
        return coded == 0 ? nil : Int32(coded - 1)
    }

    private mutating func string(length: UInt64) throws(FormatError) -> String {
        try string(at: try text(length: length))
    }

    private func string(at place: Range<Int>) throws(FormatError) -> String {
        // Of the ways to a string the one that looks at the bytes where they are: a file has thousands of names.
        guard let text = try? UTF8Span(validating: bytes.span.extracting(place)) else { throw notUTF8 }
        return String(copying: text)
    }

    private mutating func text(length: UInt64) throws(FormatError) -> Range<Int> {
        guard let count = Int(exactly: length) else { throw damaged("ends too early") }
        guard count <= FormatLimits.text else {
            throw FormatError(
                .tooLarge,
                "\(name): a text of \(count) bytes, more than the \(FormatLimits.text) allowed"
            )
        }
        guard count <= remaining else { throw damaged("ends too early") }
        position += count
        return position - count..<position
    }

    private var notUTF8: FormatError { damaged("a text is not UTF-8") }
}
