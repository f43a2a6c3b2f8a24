import KafkaProtocol
import KafkaTestSupport

/// Writes one answer by its table with random values, and does what is wrong at the places that it is told.
///
/// A place is a number, a text, an array, a structure or its tagged fields, counted from 0 in the order in which they are
/// written.
struct AnswerWriter {
    /// Numbers at which something is another thing than just before.
    private static let edges: [Int64] = [
        0, 1, -1, -2, 2, 0x7F, 0x80, -0x80, 0xFF, 0x7FFF, 0x8000, -0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000,
        -0x8000_0000, 0xFFFF_FFFF, .max, .min,
    ]
    /// Texts that mean something to somebody: none, names, two spellings of one letter, NUL, and what is no UTF-8, some of
    /// it as long as what takes its place.
    private static let texts: [[UInt8]] = [
        [], [0], Array("orders".utf8), Array("orders".utf8), Array("__consumer_offsets".utf8), Array("caf\u{e9}".utf8),
        Array("cafe\u{301}".utf8), Array("a\0b".utf8), [0xF0, 0x9F, 0x98], [0xFF], [0xC3], [0xED, 0xA0, 0x80],
        Array(repeating: UInt8(ascii: "x"), count: 300),
    ]
    private static let mostElements = 4
    private static let mostTags = 3

    /// The random numbers.
    private(set) var random: SeededRandom
    /// What was written.
    private(set) var bytes: [UInt8] = []
    /// How many places there were.
    private(set) var places = 0

    private let version: Int16
    private let isFlexible: Bool
    private let wrong: Set<Int>
    private var elementsLeft: Int

    /// A writer of an answer.
    ///
    /// - Parameters:
    ///   - random: The random numbers.
    ///   - version: The version.
    ///   - isFlexible: Whether lengths are compact and tagged fields follow.
    ///   - elements: How many elements all arrays may have together.
    ///   - wrong: The places at which something is wrong.
    init(_ random: SeededRandom, version: Int16, isFlexible: Bool, elements: Int, wrong: Set<Int>) {
        self.random = random
        self.version = version
        self.isFlexible = isFlexible
        self.wrong = wrong
        elementsLeft = elements
    }

    /// Writes the header that stands before every answer.
    mutating func header(of api: API) {
        number(4, Int64.random(in: 0...1_000, using: &random))
        if isFlexible, api != .apiVersions { tags() }
    }

    /// Writes a structure.
    mutating func structure(_ fields: [Field]) {
        let first = bytes.count
        let isWrong = place()
        for field in fields where field.isIn(version) {
            value(field.kind, field.name, isNullable: version >= field.nullableFrom)
        }
        if isFlexible { tags() }
        guard isWrong else { return }
        switch chance(3) {
        case 0: bytes.removeSubrange(first...)
        case 1: bytes += bytes[first...]
        default: bytes.removeLast(chance(bytes.count - first + 1))
        }
    }

    private mutating func value(_ kind: Field.Kind, _ name: String, isNullable: Bool) {
        switch kind {
        case .boolean: number(1, Int64(chance(2)))
        case .int8: number(1)
        // Most of what is read must not have failed.
        case .int16 where name == "errorCode" && chance(4) > 0: number(2, 0)
        case .int16, .uint16: number(2)
        case .int32: number(4)
        case .int64: number(8)
        case .identifier: for _ in 0..<2 { number(8) }
        case .string:
            let text = Self.texts[chance(Self.texts.count)]
            sized(isNullable && chance(4) == 0 ? nil : text, isShort: true)
        case .bytes:
            let content = name == "memberAssignment" ? assignment() : (0..<chance(9)).map { _ in UInt8(chance(256)) }
            sized(isNullable && chance(4) == 0 ? nil : content, isShort: false)
        case .array(let element): array(element, isNullable: isNullable)
        case .structure(let fields):
            if isNullable {
                let isNull = chance(4) == 0
                number(1, isNull ? -1 : 1)
                if isNull { return }
            }
            structure(fields)
        }
    }

    /// An assignment as consumers have it: its own version, its topics, and what an assignor has added.
    private mutating func assignment() -> [UInt8] {
        var writer = AnswerWriter(random, version: 0, isFlexible: false, elements: Self.mostElements, wrong: [])
        writer.number(2, Int64(chance(4)))
        writer.structure([
            Field("topics", .structures([Field("topic", .string), Field("partitions", .array(.int32))])),
            Field("userData", .bytes, nullableFrom: 0),
        ])
        random = writer.random
        return writer.bytes
    }

    private mutating func number(_ size: Int) {
        let edge = Self.edges[chance(Self.edges.count)]
        number(size, chance(3) == 0 ? edge : Int64.random(in: -2...100, using: &random))
    }

    private mutating func number(_ size: Int, _ value: Int64) {
        // One that is wrong is too short or too long, and all that follows stands elsewhere.
        let size = place() ? chance(2 * size + 1) : size
        for shift in stride(from: 8 * size - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Int64(min(shift, 63))))
        }
    }

    private mutating func sized(_ content: [UInt8]?, isShort: Bool) {
        length(content?.count, isShort: isShort)
        bytes += content ?? []
    }

    private mutating func array(_ element: Field.Kind, isNullable: Bool) {
        guard !(isNullable && chance(4) == 0) else { return length(nil, isShort: false) }
        let count = min(elementsLeft, elementsLeft > 100 ? chance(50) : chance(Self.mostElements + 1))
        elementsLeft -= count
        length(count, isShort: false)
        let isWrong = place()
        let odd = isWrong ? chance(count) : -1
        for index in 0..<count {
            let first = bytes.count
            value(element, "", isNullable: false)
            guard index == odd else { continue }
            if chance(2) == 0 { bytes += bytes[first...] } else { bytes.removeSubrange(first...) }
        }
    }

    private mutating func tags() {
        let isWrong = place()
        let count = chance(8) == 0 || isWrong ? chance(Self.mostTags + 1) : 0
        varint(UInt64(isWrong ? wrongCount(count) : Int64(count)))
        for tag in 0..<count {
            let size = chance(5)
            varint(UInt64(tag))
            varint(UInt64(isWrong ? wrongCount(size) : Int64(size)))
            for _ in 0..<size { bytes.append(UInt8(chance(256))) }
        }
    }

    /// A length, or that of null.
    private mutating func length(_ count: Int?, isShort: Bool) {
        var claim = count.map(Int64.init) ?? -1
        if place() {
            // Null where there is something, one less, one more, less than nothing, as much as can be.
            let claims: [Int64] = [-1, claim - 1, claim + 1, claim * 2 + 1, -2, Int64(Int32.min), Int64(Int32.max)]
            claim = claims[chance(claims.count)]
            if isFlexible, chance(4) == 0 {
                // A number without an end, or longer than it need be.
                bytes += chance(2) == 0 ? [0xFF, 0xFF, 0xFF, 0xFF, 0xFF] : [UInt8(clamping: claim & 0x7F) | 0x80, 0]
                return
            }
        }
        if isFlexible {
            varint(UInt64(truncatingIfNeeded: claim + 1) & 0xFFFF_FFFF)
        } else {
            for shift in stride(from: isShort ? 8 : 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: claim >> Int64(shift)))
            }
        }
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func wrongCount(_ count: Int) -> Int64 {
        let counts = [Int64(count) + 1, Int64(count) * 100 + 100, Int64(UInt32.max)]
        return counts[chance(counts.count)]
    }

    /// Counts a place; says whether something is wrong at it.
    private mutating func place() -> Bool {
        defer { places += 1 }
        return wrong.contains(places)
    }

    /// A number from 0 to one below the limit; 0 where there is none.
    private mutating func chance(_ limit: Int) -> Int {
        limit > 0 ? Int.random(in: 0..<limit, using: &random) : 0
    }
}
