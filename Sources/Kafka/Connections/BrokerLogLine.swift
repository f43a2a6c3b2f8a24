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
