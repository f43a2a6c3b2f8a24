import KafkaProtocol
import KafkaTestSupport

@testable import KafkaSimulator

/// Makes requests that are well formed and make no sense: every field has some value that might hurt.
struct RequestMaker {
    private var random: SeededRandom

    /// Names that are there, names that are not, and names nobody should have.
    private static let texts = [
        "orders", "g", "h", "t", "", "__consumer_offsets", "é\u{301}🧾", String(repeating: "x", count: 300),
    ]
    private static let numbers: [Int64] = [
        0, 1, -1, 2, -2, 3, 49, 50, 60_000, 1_000_000, Int64(Int32.max), Int64(Int32.min), .max, .min,
    ]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// The bytes of a request of any API in any version, without their length.
    mutating func frame() -> [UInt8] {
        let api = API.allCases.randomElement(using: &random) ?? .metadata
        let version = api.table.versions.randomElement(using: &random) ?? 0
        return Self.frame(api, version, structure(api.table.request, version))
    }

    /// The bytes of a request, without their length.
    static func frame(_ api: API, _ version: Int16, _ message: Structure) -> [UInt8] {
        let isFlexible = api.table.isFlexible(version)
        var writer = MessageWriter()
        writer.integer(api.rawValue)
        writer.integer(version)
        writer.integer(Int32(1))
        writer.integer(Int16(-1))
        if isFlexible { writer.noTags() }
        writer.structure(message, api.table.request, version: version, isFlexible: isFlexible)
        return writer.bytes
    }

    /// A request's bytes of which some are wrong, or which end too soon.
    mutating func brokenFrame() -> [UInt8] {
        var bytes = frame()
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            guard let index = bytes.indices.randomElement(using: &random) else { break }
            bytes[index] = UInt8.random(in: 0...255, using: &random)
        }
        return Bool.random(using: &random) ? bytes : Array(bytes.prefix(Int.random(in: 0...64, using: &random)))
    }

    /// Bytes without any sense.
    mutating func noise(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private mutating func structure(_ fields: [Field], _ version: Int16) -> Structure {
        var result = Structure()
        for field in fields where field.isIn(version) {
            let isNull = version >= field.nullableFrom && Int.random(in: 0..<4, using: &random) == 0
            result.append(field.name, isNull ? .null : value(field.kind, version))
        }
        return result
    }

    private mutating func value(_ kind: Field.Kind, _ version: Int16) -> Value {
        switch kind {
        case .boolean: return .boolean(Bool.random(using: &random))
        case .int8: return .number(Int8(truncatingIfNeeded: number()))
        case .int16: return .number(Int16(truncatingIfNeeded: number()))
        case .uint16: return .number(UInt16(truncatingIfNeeded: number()))
        case .int32: return .number(Int32(truncatingIfNeeded: number()))
        case .int64: return .integer(number())
        case .identifier: return .bytes(TopicIdentifier.ofTopic(number: Int(truncatingIfNeeded: number() & 0xff)))
        case .string: return .text(Text(Self.texts.randomElement(using: &random) ?? ""))
        case .bytes: return .bytes(bytes())
        case .array(let element):
            return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(element, version) })
        case .structure(let fields): return .structure(structure(fields, version))
        }
    }

    private mutating func number() -> Int64 {
        Self.numbers.randomElement(using: &random) ?? 0
    }

    /// Records with a right checksum and wrong contents, a subscription, or noise.
    private mutating func bytes() -> [UInt8] {
        var batch = RecordBatch.of([([1], [2]), (nil, nil)], at: number())?.bytes ?? []
        guard Int.random(in: 0..<3, using: &random) > 0 else { return noise(upTo: 40) }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let index = Int.random(in: RecordBatch.Layout.attributes..<batch.count, using: &random)
            batch[index] = UInt8.random(in: 0...255, using: &random)
        }
        var checksum = MessageWriter()
        checksum.integer(Checksum.ofRecords(batch[RecordBatch.Layout.attributes...]))
        batch.replaceSubrange(RecordBatch.Layout.checksum..<RecordBatch.Layout.attributes, with: checksum.bytes)
        return batch
    }
}
