import KafkaProtocol
import KafkaTestSupport

/// Requests and answers on a connection of a test's own, one after another.
extension RawConnection {
    /// A connection to one of a list of addresses, the first; `nil` when nobody listens.
    convenience init?(to bootstrapServers: String) {
        let first = bootstrapServers.split(separator: ",").first ?? ""
        self.init(port: first.split(separator: ":").last.flatMap { UInt16($0) } ?? 0)
    }

    /// The bytes of a request with their length.
    static func bytes(_ api: API, _ version: Int16, _ message: Structure) -> [UInt8] {
        let frame = RequestMaker.frame(api, version, message)
        var length = MessageWriter()
        length.integer(Int32(clamping: frame.count))
        return length.bytes + frame
    }

    /// Asks a broker and reads its answer; throws when the connection closes instead.
    func ask(_ api: API, _ version: Int16, _ message: Structure) throws -> Structure {
        send(Self.bytes(api, version, message))
        var head = MessageReader(receive(exactly: 4))
        return try Self.answer(receive(exactly: Int(try head.integer(Int32.self))), api, version)
    }

    /// Reads an answer without its length.
    static func answer(_ bytes: [UInt8], _ api: API, _ version: Int16) throws -> Structure {
        var reader = MessageReader(bytes)
        _ = try reader.integer(Int32.self)
        let isFlexible = api.table.isFlexible(version)
        if isFlexible, api != .apiVersions { try reader.skipTags() }
        return try reader.structure(api.table.response, version: version, isFlexible: isFlexible)
    }

    /// Whether a request closes the connection.
    func isClosed(by api: API, _ version: Int16, _ message: Structure) -> Bool {
        send(Self.bytes(api, version, message))
        return isClosedByPeer()
    }
}

extension Structure {
    /// The error of an answer.
    var code: ErrorCode { ErrorCode(rawValue: int16("errorCode")) }
}
