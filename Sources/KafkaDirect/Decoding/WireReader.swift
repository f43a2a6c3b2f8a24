internal import KafkaProtocol

/// Reads the fields of an answer one by one, for answers that are too long to be read by their table into values.
///
/// No length makes it allocate: what it returns are places in the bytes at hand.
struct WireReader {
    private let bytes: [UInt8]
    private var position: Int
    /// Whether lengths are compact and tagged fields follow.
    private let isFlexible: Bool

    /// A reader of an answer that stands behind its header.
    ///
    /// - Throws: ``MalformedMessage`` when the answer is shorter than that.
    init(_ answered: Answered) throws(MalformedMessage) {
        bytes = answered.frame
        position = try answered.request.body(of: answered.frame).position
        isFlexible = answered.request.api.table.isFlexible(answered.request.version)
    }

    private var remaining: Int { bytes.count - position }

    /// A signed number of 16 bits.
    mutating func int16() throws(MalformedMessage) -> Int16 {
        let start = try take(2)
        return Int16(bitPattern: UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1]))
    }

    /// A signed number of 32 bits.
    mutating func int32() throws(MalformedMessage) -> Int32 {
        let start = try take(4)
        return Int32(bitPattern: word(at: start))
    }

    /// A signed number of 64 bits.
    mutating func int64() throws(MalformedMessage) -> Int64 {
        let start = try take(8)
        return Int64(bitPattern: UInt64(word(at: start)) << 32 | UInt64(word(at: start + 4)))
    }

    /// The place of a text that may not be null.
    ///
    /// - Parameter what: What it names, for the error.
    /// - Returns: The place.
    /// - Throws: ``MalformedMessage`` for null, or when it ends behind the answer.
    mutating func name(_ what: String) throws(MalformedMessage) -> Range<Int> {
        guard let place = try text() else { throw MalformedMessage("\(what) without a name") }
        return place
    }

    /// The place of a text, `nil` for null.
    mutating func text() throws(MalformedMessage) -> Range<Int>? {
        guard let count = try length(isShort: true) else { return nil }
        let start = try take(count)
        return start..<start + count
    }

    /// The number of elements of an array that may not be null; never more than the bytes that are left can hold.
    ///
    /// - Parameter fewestBytes: How many bytes an element has at least.
    /// - Returns: The number.
    /// - Throws: ``MalformedMessage`` for null, or for more than there can be.
    mutating func count(ofAtLeast fewestBytes: Int) throws(MalformedMessage) -> Int {
        guard let count = try length(isShort: false) else { throw MalformedMessage("an array is null") }
        guard count <= remaining / fewestBytes else {
            throw MalformedMessage("\(count) elements in \(remaining) bytes")
        }
        return count
    }

    /// Skips the tagged fields at the end of a structure, where the version has them.
    mutating func endStructure() throws(MalformedMessage) {
        guard isFlexible else { return }
        let count = try unsigned()
        guard count <= remaining else { throw MalformedMessage("\(count) tagged fields in \(remaining) bytes") }
        for _ in 0..<count {
            _ = try unsigned()
            _ = try take(try unsigned())
        }
    }

    /// The bytes of a place.
    subscript(_ place: Range<Int>) -> ArraySlice<UInt8> { bytes[place] }

    private func word(at start: Int) -> UInt32 {
        UInt32(bytes[start]) << 24 | UInt32(bytes[start + 1]) << 16 | UInt32(bytes[start + 2]) << 8
            | UInt32(bytes[start + 3])
    }

    private mutating func length(isShort: Bool) throws(MalformedMessage) -> Int? {
        if isFlexible {
            let count = try unsigned()
            return count == 0 ? nil : count - 1
        }
        let count = isShort ? Int(try int16()) : Int(try int32())
        guard count >= -1 else { throw MalformedMessage("a length of \(count)") }
        return count == -1 ? nil : count
    }

    private mutating func unsigned() throws(MalformedMessage) -> Int {
        var value = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            let byte = bytes[try take(1)]
            value |= Int(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw MalformedMessage("a number without an end")
    }

    private mutating func take(_ count: Int) throws(MalformedMessage) -> Int {
        guard count >= 0, count <= remaining else { throw MalformedMessage("\(count) bytes where \(remaining) are") }
        defer { position += count }
        return position
    }
}
