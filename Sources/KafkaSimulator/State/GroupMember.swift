public import KafkaProtocol

/// A live member of a group.
public struct GroupMember: Hashable, Sendable {
    /// A protocol the member can take part in, with what it has to say in it.
    public struct SubscriptionProtocol: Hashable, Sendable {
        /// The name of the protocol.
        public var name: Text
        /// The member's subscription in that protocol.
        public var metadata: [UInt8]
    }

    /// The name the member keeps over restarts, `nil` for one without.
    public var instance: Text?
    /// The name of the client.
    public var clientID: Text
    /// Where it is, as a broker says it.
    public var clientHost: Text
    /// How long it may be silent, in milliseconds.
    public var sessionTimeout: Int64
    /// How long it may take to come back in a rebalance, in milliseconds.
    public var rebalanceTimeout: Int64
    /// The protocols it can take part in, the preferred one first.
    public var protocols: [SubscriptionProtocol]
    /// What the leader gave it.
    public var assignment: [UInt8]
    /// The topics it subscribed to.
    public var topics: Set<Text>
    /// When it is given up unless it is heard of, in milliseconds since 1970.
    public var sessionDeadline: Int64
    /// Whether a request of its waits for the others.
    var isJoining = false
    /// The generation its last assignment belongs to, of the new consumer protocol.
    var epoch: Int32 = 0
    /// What it owns, of the new consumer protocol.
    var owned: [Text: Set<Int32>] = [:]

    /// A member that never expires: for tests that need no more than its presence.
    public init(
        clientID: Text = "member",
        clientHost: Text = "/127.0.0.1",
        topics: Set<Text> = [],
        instance: Text? = nil
    ) {
        self.clientID = clientID
        self.clientHost = clientHost
        self.topics = topics
        self.instance = instance
        sessionTimeout = .max
        rebalanceTimeout = 0
        protocols = []
        assignment = []
        sessionDeadline = .max
    }
}
