/// The state of a consumer group as ListGroups names it (KIP-518).
public enum GroupState: String, Hashable, Sendable, CaseIterable {
    /// A state the client library has no name for; KIP-848's Assigning and Reconciling appear so
    /// (`docs/kafka.md` §3.8).
    case unknown = "Unknown"
    /// Members are joining.
    case preparingRebalance = "PreparingRebalance"
    /// Members wait for their assignment.
    case completingRebalance = "CompletingRebalance"
    /// Members are consuming.
    case stable = "Stable"
    /// The group is being removed.
    case dead = "Dead"
    /// No members.
    case empty = "Empty"

    /// Whether offsets must not be written to a group of a kind.
    ///
    /// Only one without members is free, and anything not known to be so is active. Where the kind hides the state, the
    /// coordinator is asked by writing.
    public func isActive(in type: GroupType) -> Bool {
        self != .empty && !(self == .unknown && type.hidesState)
    }

    /// The state with this name, ``unknown`` for one without a case.
    public init(named name: String) {
        self = GroupState(rawValue: name) ?? .unknown
    }
}

/// The kind of a group, as far as the client library tells.
public enum GroupType: Hashable, Sendable {
    /// The cluster was not asked, or its brokers' answers do not go together.
    case unknown
    /// The rebalance protocol of JoinGroup and SyncGroup, as consumers use it.
    case classic
    /// The same rebalance protocol, of members that are no consumers: this is what they call it, such as `connect`.
    case classicOf(String)
    /// The rebalance protocol of KIP-848.
    case consumer
    /// Offsets committed without any rebalance protocol (an `assign()` consumer or an admin client).
    case simple
    /// A group of Kafka Streams in the protocol of KIP-1071.
    case streams
    /// One of these two: they look the same to librdkafka before 2.11 unless the group holds committed offsets, which a
    /// share group (KIP-932) never does.
    case streamsOrShare

    /// The kind of a group of this kind that holds something: then it is no share group.
    public func holding(_ held: HeldOffsets) -> GroupType {
        self == .streamsOrShare && !held.isEmpty ? .streams : self
    }

    /// Whether the library does not tell the state of such a group.
    ///
    /// The coordinator refuses offsets for one with members, as for any group (`docs/kafka.md` §4.1).
    public var hidesState: Bool {
        switch self {
        case .streams, .streamsOrShare: true
        case .unknown, .classic, .classicOf, .consumer, .simple: false
        }
    }
}

extension GroupType: RawRepresentable {
    private static let named: [String: GroupType] = [
        "Unknown": .unknown, "Classic": .classic, "Consumer": .consumer, "Simple": .simple, "Streams": .streams,
        "StreamsOrShare": .streamsOrShare,
    ]
    private static let before = "Classic ("
    private static let after = ")"

    /// Reads what ``rawValue`` wrote.
    public init?(rawValue: String) {
        if let type = Self.named[rawValue] {
            self = type
        } else if rawValue.utf8.starts(with: Self.before.utf8), rawValue.utf8.last == Self.after.utf8.first {
            let name = rawValue.utf8.dropFirst(Self.before.utf8.count).dropLast()
            self = .classicOf(String(decoding: name, as: UTF8.self))
        } else {
            return nil
        }
    }

    /// `Classic`, `Consumer`, `Simple`, `Streams`, `StreamsOrShare`, `Unknown`, or `Classic (connect)`, whose word in
    /// brackets may be any text.
    public var rawValue: String {
        switch self {
        case .unknown: "Unknown"
        case .classic: "Classic"
        case .classicOf(let name): Self.before + name + Self.after
        case .consumer: "Consumer"
        case .simple: "Simple"
        case .streams: "Streams"
        case .streamsOrShare: "StreamsOrShare"
        }
    }
}
