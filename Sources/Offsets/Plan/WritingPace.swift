/// How fast a client adds offsets to a transaction: what of the round trips its requests share.
public struct WritingPace: Hashable, Sendable {
    /// How many requests are answered at the same time, 1 or more.
    public let requestsAtOnce: Int
    /// How many requests are handed over in one call, 1 or more.
    public let requestsPerCall: Int
    /// How many requests, one after the other, make the partitions of `__consumer_offsets` part of the transaction, at most.
    public let additions: Int
    /// The longest that brokers have held back the next request of a connection, because of a quota (KIP-219).
    public let pause: Duration

    /// One request after the other, as librdkafka sends them.
    public static let oneByOne = WritingPace(requestsAtOnce: 1, requestsPerCall: 1)

    /// A pace; numbers below one count as one.
    public init(requestsAtOnce: Int, requestsPerCall: Int, additions: Int = 0, pause: Duration = .zero) {
        self.requestsAtOnce = max(requestsAtOnce, 1)
        self.requestsPerCall = max(requestsPerCall, 1)
        self.additions = max(additions, 0)
        self.pause = max(pause, .zero)
    }

    /// How long so many requests wait for brokers, what each of them works not counted.
    ///
    /// The first requests for a partition may be refused for a moment and sent twice; what adds partitions goes over one
    /// connection, on which a broker works on one request at a time.
    ///
    /// - Parameters:
    ///   - requests: How many add offsets.
    ///   - roundTrip: The round trip to the cluster.
    /// - Returns: The time.
    func waiting(_ requests: Int, roundTrip: Duration) -> Duration {
        let rounds = (requests + requestsAtOnce - 1) / requestsAtOnce
        let trips = roundTrip * TransactionBudget.roundTripsPerRequest + pause * 2
        return trips * rounds + (roundTrip + pause) * min(additions, requests)
    }
}
