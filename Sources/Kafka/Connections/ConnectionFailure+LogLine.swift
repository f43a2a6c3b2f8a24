internal import Cluster

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
