import KafkaProtocol

/// Answers that ask for as much memory as their bytes can.
struct GreedyAnswer {
    /// The request that is answered.
    let api: API
    /// In which version.
    let version: Int16
    /// What is in it.
    let name: String
    /// The answer with its header.
    let frame: [UInt8]

    /// Every one of this length: each array in turn has all elements that fit, of empty texts or of texts of one byte; and
    /// each array claims to have as many.
    ///
    /// - Parameters:
    ///   - size: About how many bytes an answer has.
    ///   - versions: How many of the newest versions of each request.
    ///   - use: What is done with each of them, one after another.
    static func forEach(_ size: Int, versions: Int = .max, _ use: (GreedyAnswer) -> Void) {
        for (api, range) in ChangedAnswer.asked {
            for version in range.suffix(versions) {
                for text in [[], [UInt8(ascii: "x")]] as [[UInt8]] {
                    var array = 0
                    while true {
                        var writer = GreedyWriter(api, version, text: text, full: array, size: size)
                        writer.write()
                        guard writer.hasArray else { break }
                        let name = "\(api) \(version), array \(array) full of \(text.count)-byte texts"
                        use(GreedyAnswer(api: api, version: version, name: name, frame: writer.bytes))
                        array += 1
                    }
                }
                var writer = GreedyWriter(api, version, text: [], full: nil, size: size)
                writer.write()
                let name = "\(api) \(version), arrays that claim to be full"
                use(GreedyAnswer(api: api, version: version, name: name, frame: writer.bytes))
            }
        }
    }
}

/// Writes one such answer: what comes before the array is as short as can be.
private struct GreedyWriter {
    private let api: API
    private let version: Int16
    private let isFlexible: Bool
    private let text: [UInt8]
    /// Which of the arrays is full, by the order in which they begin; `nil` when all only claim to be.
    private let full: Int?
    private let size: Int
    private var arrays = 0
    /// Whether there is such an array.
    private(set) var hasArray = false
    private(set) var bytes: [UInt8] = []

    init(_ api: API, _ version: Int16, text: [UInt8], full: Int?, size: Int) {
        self.api = api
        self.version = version
        self.text = text
        self.full = full
        self.size = size
        isFlexible = api.table.isFlexible(version)
    }

    mutating func write() {
        bytes = [0, 0, 0, 0]
        if isFlexible, api != .apiVersions { bytes.append(0) }
        structure(api.table.response)
        // What claims to be full has enough behind it to be believed.
        if full == nil { bytes += [UInt8](repeating: isFlexible ? 1 : 0, count: max(0, size - bytes.count)) }
    }

    private mutating func structure(_ fields: [Field]) {
        for field in fields where field.isIn(version) {
            value(field.kind, isNullable: version >= field.nullableFrom)
        }
        if isFlexible { bytes.append(0) }
    }

    private mutating func value(_ kind: Field.Kind, isNullable: Bool) {
        switch kind {
        case .boolean, .int8: bytes.append(0)
        case .int16, .uint16: bytes += [0, 0]
        case .int32: bytes += [0, 0, 0, 0]
        case .int64: bytes += [UInt8](repeating: 0, count: 8)
        case .identifier: bytes += TopicIdentifier.none
        case .string:
            length(text.count, isShort: true)
            bytes += text
        case .bytes: length(0, isShort: false)
        case .array(let element): array(element)
        case .structure(let fields):
            if isNullable { bytes.append(1) }
            structure(fields)
        }
    }

    private mutating func array(_ element: Field.Kind) {
        let number = arrays
        arrays += 1
        var one = self
        one.bytes = []
        one.value(element, isNullable: false)
        guard number == full || full == nil else {
            length(1, isShort: false)
            bytes += one.bytes
            arrays = one.arrays
            hasArray = hasArray || one.hasArray
            return
        }
        hasArray = true
        let count = max(1, (size - bytes.count) / max(1, one.bytes.count))
        length(count, isShort: false)
        if full == nil {
            value(element, isNullable: false)
        } else {
            arrays = one.arrays
            for _ in 0..<count { bytes += one.bytes }
        }
    }

    private mutating func length(_ count: Int, isShort: Bool) {
        guard isFlexible else {
            for shift in stride(from: isShort ? 8 : 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: count >> shift))
            }
            return
        }
        var rest = count + 1
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
