internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// One request on its way to a broker, and who waits for its answer.
final class Exchange: Sendable {
    /// The request as it goes out, with its length.
    let frame: [UInt8]
    /// The number by which its answer is known.
    let correlation: Int32
    /// When whoever asked gives up.
    let deadline: Deadline
    /// How long the answer is expected to be, in bytes: what is asked for at once is limited by it.
    let expectedBytes: Int
    /// The answer with its header and without its length, once there is one.
    let answer = FirstAnswer<Result<[UInt8], KafkaError>>()
    /// A request that nobody has sent yet.
    init(_ frame: [UInt8], correlation: Int32, expectedBytes: Int, deadline: Deadline) {
        self.frame = frame
        self.correlation = correlation
        self.expectedBytes = expectedBytes
        self.deadline = deadline
    }

    /// The number by which an answer is known.
    ///
    /// - Throws: ``MalformedMessage`` when the answer is shorter than that.
    static func correlation(of frame: [UInt8]) throws(MalformedMessage) -> Int32 {
        var reader = MessageReader(frame)
        return try reader.integer(Int32.self)
    }
}

/// A request without the number by which its answer is known.
struct EncodedRequest: Sendable {
    /// Which request.
    let api: API
    /// In which version.
    let version: Int16
    private let body: [UInt8]

    /// A request with a message.
    init(_ api: API, version: Int16, _ message: Structure) {
        self.api = api
        self.version = version
        var writer = MessageWriter()
        writer.structure(message, api.table.request, version: version, isFlexible: api.table.isFlexible(version))
        body = writer.bytes
    }

    /// The message of an answer, read by its table.
    ///
    /// - Parameter frame: The answer with its header.
    /// - Returns: The message.
    /// - Throws: ``MalformedMessage`` when it is none of this version.
    func message(in frame: [UInt8]) throws(MalformedMessage) -> Structure {
        var reader = try body(of: frame)
        return try reader.structure(api.table.response, version: version, isFlexible: api.table.isFlexible(version))
    }

    /// How long the broker holds back what comes next on the connection, because of a quota (KIP-219); zero where the answer
    /// does not say.
    func pause(after frame: [UInt8]) -> Duration {
        guard let first = api.table.response.first(where: { $0.isIn(version) }), first.name == "throttleTimeMs",
            var reader = try? body(of: frame), let milliseconds = try? reader.integer(Int32.self)
        else { return .zero }
        return .milliseconds(max(milliseconds, 0))
    }

    /// A reader of an answer that stands behind its header.
    ///
    /// - Throws: ``MalformedMessage`` when the answer is shorter than that.
    func body(of frame: [UInt8]) throws(MalformedMessage) -> MessageReader {
        var reader = MessageReader(frame)
        _ = try reader.integer(Int32.self)
        // The header of ApiVersions' answer is the oldest in every version (KIP-511).
        if api.table.isFlexible(version), api != .apiVersions { try reader.skipTags() }
        return reader
    }

    /// The bytes with their length in front.
    ///
    /// - Parameters:
    ///   - correlation: The number by which the answer is known.
    ///   - clientID: What the client calls itself.
    /// - Returns: The bytes as they go out.
    func frame(correlation: Int32, clientID: Text) -> [UInt8] {
        var header = MessageWriter()
        header.integer(api.rawValue)
        header.integer(version)
        header.integer(correlation)
        let name = clientID.bytes.prefix(Int(Int16.max))
        header.integer(Int16(clamping: name.count))
        header.raw(name)
        if api.table.isFlexible(version) { header.noTags() }
        var frame = MessageWriter()
        frame.integer(Int32(clamping: header.bytes.count + body.count))
        frame.raw(header.bytes)
        frame.raw(body)
        return frame.bytes
    }
}
