/// How fast a client adds offsets to a transaction: what of the round trips its requests share.
public struct WritingPace: Hashable, Sendable {
    /// How many requests are answered at the same time, 1 or more.
    public let requestsAtOnce: Int
    /// How many requests are handed over in one call, 1 or more.
    public let requestsPerCall: Int
    /// The longest that brokers have held back the next request of a connection, because of a quota (KIP-219).
    public let pause: Duration

    /// One request after the other, as librdkafka sends them.
    public static let oneByOne = WritingPace(requestsAtOnce: 1, requestsPerCall: 1)

    /// A pace; numbers below one count as one.
    public init(requestsAtOnce: Int, requestsPerCall: Int, pause: Duration = .zero) {
        self.requestsAtOnce = max(requestsAtOnce, 1)
        self.requestsPerCall = max(requestsPerCall, 1)
        self.pause = max(pause, .zero)
    }

    /// How many times a round trip is waited for until so many requests are answered.
    func rounds(_ requests: Int) -> Int { (requests + requestsAtOnce - 1) / requestsAtOnce }
}
