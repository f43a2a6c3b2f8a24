/// A line of librdkafka's log that is about one broker.
///
/// It is `[thrd:NAME]: NAME: WORDS`, where the name is `HOST:PORT/bootstrap` or `HOST:PORT/ID`, with `PROTOCOL://` in front
/// of all but plaintext ones, or that of a coordinator, which `HOST:PORT: ` follows.
struct BrokerLogLine: Hashable {
    /// Who it is.
    let peer: ConnectionFailure.Peer
    /// Where: `HOST:PORT`.
    let address: String
    /// What is said of it.
    let words: Substring

    /// Reads a line; `nil` for one of another form.
    init?(_ line: String) {
        var rest = Substring(line)
        if rest.hasPrefix("[thrd:"), let end = rest.firstRange(of: "]: ") { rest = rest[end.upperBound...] }
        guard let first = rest.firstRange(of: ": ") else { return nil }
        var name = rest[..<first.lowerBound]
        rest = rest[first.upperBound...]
        var peer = ConnectionFailure.Peer.coordinator
        if name.contains(":") {
            guard let slash = name.lastIndex(of: "/") else { return nil }
            peer = Int32(name[name.index(after: slash)...]).map { .broker($0) } ?? .bootstrap
            name = name[..<slash]
        } else {
            guard let second = rest.firstRange(of: ": ") else { return nil }
            name = rest[..<second.lowerBound]
            rest = rest[second.upperBound...]
        }
        if let end = name.firstRange(of: "://") { name = name[end.upperBound...] }
        guard name.contains(":") else { return nil }
        self.peer = peer
        address = String(name)
        words = rest
    }
}
