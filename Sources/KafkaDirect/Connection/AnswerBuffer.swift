internal import KafkaProtocol

/// What has come of a connection, cut into answers.
struct AnswerBuffer {
    private static let lengthBytes = 4

    /// What has come; what was taken is in front until there is enough of it.
    var bytes: [UInt8] = []
    private var start = 0
    private let limit: Int

    /// An empty one, for answers up to a length in bytes.
    init(limit: Int = DirectLimits.answerBytes) {
        self.limit = limit
    }

    /// Whether nothing has come that was not taken.
    var isEmpty: Bool { start == bytes.count }

    /// The next whole answer without its length, `nil` when it has not come whole yet.
    ///
    /// - Throws: ``MalformedMessage`` when its length is none, or above the limit.
    mutating func next() throws(MalformedMessage) -> [UInt8]? {
        guard bytes.count - start >= Self.lengthBytes else {
            compact()
            return nil
        }
        var reader = MessageReader(Array(bytes[start..<start + Self.lengthBytes]))
        let length = Int(try reader.integer(Int32.self))
        guard 0...limit ~= length else { throw MalformedMessage("an answer of \(length) bytes") }
        let body = start + Self.lengthBytes
        guard bytes.count - body >= length else {
            compact()
            return nil
        }
        start = body + length
        return Array(bytes[body..<start])
    }

    /// Whether what has come begins as an alert of TLS does (RFC 8446 §5.1).
    var looksLikeTLS: Bool { bytes[start...].starts(with: [21, 3]) }

    /// Forgets what was taken.
    private mutating func compact() {
        guard start > 0 else { return }
        bytes.removeFirst(start)
        start = 0
    }
}
