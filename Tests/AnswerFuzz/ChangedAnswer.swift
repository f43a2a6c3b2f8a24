import KafkaProtocol
import KafkaTestSupport

/// One answer of a broker, as it should be or changed, which a seed gives again.
struct ChangedAnswer {
    /// What is asked of brokers, with the versions in which it is.
    static let asked: [(api: API, versions: ClosedRange<Int16>)] = [
        (.metadata, 0...13), (.listGroups, 0...5), (.describeGroups, 0...6), (.consumerGroupDescribe, 0...1),
        (.offsetFetch, 1...9), (.offsetFetch, 1...9), (.listOffsets, 1...7), (.findCoordinator, 0...6),
        (.describeCluster, 0...2), (.describeAcls, 1...3), (.describeConfigs, 1...4), (.apiVersions, 0...4),
        (.saslHandshake, 0...1), (.saslAuthenticate, 0...2),
    ]
    private static let fewElements = 40
    private static let manyElements = 2_000
    private static let oddsOfMany = 50

    /// The request that is answered.
    let api: API
    /// In which version.
    let version: Int16
    /// Whether nothing is wrong with it.
    let isIntact: Bool
    /// The answer with its header.
    let frame: [UInt8]

    /// The answer with this seed.
    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let asked = Self.asked.randomElement(using: &random) ?? Self.asked[0]
        let version = Int16.random(in: asked.versions, using: &random)
        let start = random
        let intact = Self.answer(asked.api, version, start, wrong: [])
        api = asked.api
        self.version = version
        random = intact.random
        let way = Int.random(in: 0..<12, using: &random)
        // What says that the version is not known has to be in the oldest one (KIP-511).
        let saysUnknown = api == .apiVersions && intact.bytes[4...5].elementsEqual([0, 35])
        isIntact = way == 0 && !saysUnknown
        switch way {
        case 0: frame = intact.bytes
        case 1: frame = Array(intact.bytes.dropLast(Int.random(in: 1...intact.bytes.count, using: &random)))
        case 2: frame = Self.spliced(intact.bytes, &random)
        case 3: frame = Self.damaged(intact.bytes, &random)
        default:
            let wrong = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Int.random(in: 0..<intact.places, using: &random)
            }
            let bytes = Self.answer(asked.api, version, start, wrong: Set(wrong)).bytes
            frame = way == 4 ? Self.damaged(bytes, &random) : bytes
        }
    }

    private static func answer(
        _ api: API,
        _ version: Int16,
        _ random: SeededRandom,
        wrong: Set<Int>
    ) -> (bytes: [UInt8], places: Int, random: SeededRandom) {
        var random = random
        let elements = Int.random(in: 0..<oddsOfMany, using: &random) == 0 ? manyElements : fewElements
        let isFlexible = api.table.isFlexible(version)
        var writer = AnswerWriter(random, version: version, isFlexible: isFlexible, elements: elements, wrong: wrong)
        writer.header(of: api)
        writer.structure(api.table.response)
        return (writer.bytes, writer.places, writer.random)
    }

    /// The beginning of one answer and the end of another.
    private static func spliced(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        let asked = Self.asked.randomElement(using: &random) ?? Self.asked[0]
        let other = answer(asked.api, Int16.random(in: asked.versions, using: &random), random, wrong: []).bytes
        let (end, start) = (
            Int.random(in: 0...bytes.count, using: &random), Int.random(in: 0...other.count, using: &random)
        )
        return Array(bytes[..<end] + other[start...])
    }

    /// Some bytes are others, or one is there too much or too little.
    private static func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        guard let place = bytes.indices.randomElement(using: &random) else { return bytes }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default:
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
        }
        return bytes
    }
}
