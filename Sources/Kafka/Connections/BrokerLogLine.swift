internal import Cluster

/// A line of librdkafka's log that is about one broker: `[thrd:NAME]: NAME: WORDS`; behind the name of a coordinator
/// `HOST:PORT: ` follows.
struct BrokerLogLine: Hashable {
    /// Which broker.
    let broker: BrokerName
    /// What is said of it.
    let words: Substring

    /// Reads a line; `nil` for one of another form.
    init?(_ line: String) {
        var rest = Substring(line)
        if rest.hasPrefix("[thrd:"), let end = rest.firstRange(of: "]: ") { rest = rest[end.upperBound...] }
        guard let first = rest.firstRange(of: ": ") else { return nil }
        let name = rest[..<first.lowerBound]
        rest = rest[first.upperBound...]
        guard !name.contains(":") else {
            guard let broker = BrokerName(name) else { return nil }
            self.broker = broker
            words = rest
            return
        }
        guard let second = rest.firstRange(of: ": "), rest[..<second.lowerBound].contains(":") else { return nil }
        broker = BrokerName(.coordinator, at: BrokerName.address(rest[..<second.lowerBound]))
        words = rest[second.upperBound...]
    }
}

extension ConnectionFailure {
    /// The failure that a log line of librdkafka's facility `FAIL` reports; `nil` for a line of another form.
    ///
    /// Its words end with `(after 4ms in state UP, 1 identical error(s) suppressed)`.
    init?(line: String) {
        guard let line = BrokerLogLine(line) else { return nil }
        var words = line.words
        var state = Substring()
        if words.hasSuffix(")"), let suffix = words.ranges(of: " (after ").last {
            state = words[suffix.upperBound...]
            words = words[..<suffix.lowerBound]
        }
        let text = String(words)
        self.init(line.broker.peer, line.broker.address, ConnectionFailureReason(text, state: String(state)), text)
    }
}

/// What a log line of librdkafka's facility `APIVERSION` tells: the versions of one request that a broker understands.
struct SpokenVersions: Hashable {
    /// The number of the request.
    let request: Int16
    /// The versions.
    let versions: ClosedRange<Int16>

    /// Versions of a request.
    init(request: Int16, versions: ClosedRange<Int16>) {
        self.request = request
        self.versions = versions
    }

    /// Reads `ApiKey Fetch (1) Versions 4..17`; `nil` for a line of another form.
    init?(_ words: Substring) {
        guard let open = words.firstRange(of: " ("), words[..<open.lowerBound].contains("ApiKey "),
            let middle = words.firstRange(of: ") Versions "), open.upperBound <= middle.lowerBound,
            let dots = words[middle.upperBound...].firstRange(of: ".."),
            let request = Int16(words[open.upperBound..<middle.lowerBound]),
            let low = Int16(words[middle.upperBound..<dots.lowerBound]),
            let high = Int16(words[dots.upperBound...]), low <= high
        else { return nil }
        self.request = request
        versions = low...high
    }
}

/// librdkafka's name for a broker that it connects to: `HOST:PORT/bootstrap` for a server that the operator named,
/// `HOST:PORT/ID` for one that the cluster named, with `PROTOCOL://` in front of all but plaintext ones.
struct BrokerName: Hashable {
    /// Who it is.
    let peer: ConnectionFailure.Peer
    /// Where: `HOST:PORT`.
    let address: String

    /// A broker.
    init(_ peer: ConnectionFailure.Peer, at address: String) {
        self.peer = peer
        self.address = address
    }

    /// Reads a name; `nil` for one of another form, such as a coordinator's.
    init?(_ name: Substring) {
        guard let slash = name.lastIndex(of: "/") else { return nil }
        let suffix = name[name.index(after: slash)...]
        self.init(Int32(suffix).map { .broker($0) } ?? .bootstrap, at: Self.address(name[..<slash]))
        guard address.contains(":") else { return nil }
    }

    /// An address without its protocol.
    static func address(_ text: Substring) -> String {
        guard let end = text.firstRange(of: "://") else { return String(text) }
        return String(text[end.upperBound...])
    }
}
