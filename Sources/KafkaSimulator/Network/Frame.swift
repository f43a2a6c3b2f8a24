import KafkaProtocol

/// Requests and answers as they stand on the wire, without their length.
enum Frame {
    /// What the bytes of a request turned out to be.
    enum Contents: Sendable {
        case request(Request)
        /// ApiVersions in a version nobody knows: it is answered in the oldest form.
        case unknownVersions(correlation: Int32)
    }

    /// Reads a request; anything that is not a whole one in a known version throws.
    static func read(
        _ bytes: [UInt8],
        broker: Int32,
        release: SimulatedRelease
    ) throws(MalformedMessage) -> Contents {
        var reader = MessageReader(bytes)
        let key = try reader.integer(Int16.self)
        let version = try reader.integer(Int16.self)
        let correlation = try reader.integer(Int32.self)
        guard let api = API(rawValue: key), let versions = release.versions(of: api) else {
            throw MalformedMessage("no API \(key)")
        }
        guard versions ~= version else {
            if api == .apiVersions { return .unknownVersions(correlation: correlation) }
            throw MalformedMessage("no version \(version) of \(api)")
        }
        let isFlexible = api.table.isFlexible(version)
        let client = try reader.oldString()
        if isFlexible { try reader.skipTags() }
        let message = try reader.structure(api.table.request, version: version, isFlexible: isFlexible)
        return .request(
            Request(
                api: api,
                version: version,
                correlation: correlation,
                clientID: client ?? "",
                broker: broker,
                message: message
            )
        )
    }

    /// Writes an answer with its length; that of ApiVersions has the oldest header in every version.
    static func write(_ answer: Structure, api: API, version: Int16, correlation: Int32) -> [UInt8] {
        let isFlexible = api.table.isFlexible(version)
        var writer = MessageWriter()
        writer.integer(Int32(0))
        writer.integer(correlation)
        if isFlexible, api != .apiVersions { writer.noTags() }
        writer.structure(answer, api.table.response, version: version, isFlexible: isFlexible)
        return writer.withLength
    }

    /// The bytes of a length and of a request's number, with which every answer begins.
    private static let lengthBytes = 4
    private static let numberBytes = 4

    /// An answer of which only so many bytes are left, the request's number at least, with the length of what is left.
    static func cut(_ answer: [UInt8], after count: Int) -> [UInt8] {
        var writer = MessageWriter()
        writer.raw(answer.prefix(lengthBytes + max(numberBytes, count)))
        return writer.withLength
    }

    /// An answer whose length says that two gigabytes come.
    static func endless(_ answer: [UInt8]) -> [UInt8] {
        var writer = MessageWriter()
        writer.integer(Int32.max)
        return writer.bytes + answer.dropFirst(lengthBytes)
    }

    /// An answer that says it is for a request nobody has made.
    static func misdirected(_ answer: [UInt8]) -> [UInt8] {
        var answer = answer
        // No client counts so far.
        if answer.count > lengthBytes { answer[lengthBytes] ^= 0x40 }
        return answer
    }

    /// An answer of the same length, with the request's number, that means nothing.
    static func garbled(_ answer: [UInt8]) -> [UInt8] {
        let beginning = lengthBytes + numberBytes
        return answer.prefix(beginning) + Array(repeating: 0xFF, count: max(0, answer.count - beginning))
    }
}

extension MessageWriter {
    /// The bytes with their number in the first four, which were left for it.
    fileprivate var withLength: [UInt8] {
        var length = MessageWriter()
        length.integer(Int32(clamping: bytes.count - 4))
        var all = bytes
        all.replaceSubrange(0..<4, with: length.bytes)
        return all
    }
}
