public import KafkaProtocol

/// A group: its members and what it has committed.
public struct ConsumerGroup: Hashable, Sendable {
    /// The state of a group, in Kafka's names.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case empty = "Empty"
        case preparingRebalance = "PreparingRebalance"
        case completingRebalance = "CompletingRebalance"
        case stable = "Stable"
        /// A member of the new protocol is to take up another assignment, or is away for a while.
        case reconciling = "Reconciling"
        case dead = "Dead"
    }

    /// The protocol its members speak.
    public enum Kind: String, Hashable, Sendable {
        /// Members share the partitions out among themselves.
        case classic
        /// The broker shares the partitions out (KIP-848).
        case consumer
        /// Kafka Streams in a protocol of its own (KIP-1071).
        case streams
        /// Members share the records of a partition (KIP-932); it has no committed offsets.
        case share
    }

    /// The protocol its members speak.
    public var kind: Kind
    /// The members' own protocol: empty for a group that was made by a commit.
    public var protocolType: Text
    /// The state.
    public var state: State
    /// How often it was rebalanced.
    public var generation: Int32
    /// The protocol all members agreed on.
    public var protocolName: Text?
    /// The member that shares the partitions out.
    public var leader: Text?
    /// The members, by the name the broker gave them.
    public var members: [Text: GroupMember]
    /// The names given to members that have not joined with them yet.
    var promisedMembers: Set<Text>
    /// What is committed, by topic and partition.
    public var offsets: [Text: [Int32: StoredOffset]]
    /// What transactions hold pending: by producer, topic and partition.
    public var pending: [Int64: [Text: [Int32: StoredOffset]]]
    /// When it became empty, in milliseconds since 1970; `nil` for one that never had members.
    public var emptySince: Int64?
    /// When members that have not come back are given up, in milliseconds since 1970.
    var rebalanceDeadline: Int64?

    /// A group without members.
    public init(kind: Kind = .classic, protocolType: Text = "", offsets: [Text: [Int32: StoredOffset]] = [:]) {
        self.kind = kind
        self.protocolType = protocolType
        self.offsets = offsets
        state = .empty
        generation = 0
        members = [:]
        promisedMembers = []
        pending = [:]
    }

    /// Whether nothing keeps it: no members, no offsets, none pending.
    var isUnused: Bool { members.isEmpty && offsets.isEmpty && pending.isEmpty }

    /// Whether a transaction holds an offset of the partition pending.
    func isPending(_ topic: Text, _ partition: Int32) -> Bool {
        pending.values.contains { $0[topic]?[partition] != nil }
    }

    /// Forgets what is committed and pending for a partition; says whether anything was committed.
    mutating func remove(_ topic: Text, _ partition: Int32) -> Bool {
        let old = offsets[topic]?.removeValue(forKey: partition)
        if offsets[topic]?.isEmpty == true { offsets[topic] = nil }
        for producer in pending.keys {
            pending[producer]?[topic]?[partition] = nil
            if pending[producer]?[topic]?.isEmpty == true { pending[producer]?[topic] = nil }
            if pending[producer]?.isEmpty == true { pending[producer] = nil }
        }
        return old != nil
    }

    /// Decides what a producer's transaction held pending.
    ///
    /// A plain commit that was written after the pending one stays.
    mutating func decide(_ producerID: Int64, isCommitted: Bool) {
        guard let decided = pending.removeValue(forKey: producerID), isCommitted else { return }
        add(decided)
    }

    /// Takes in what the log holds beyond what is known.
    mutating func recall(_ logged: ConsumerGroup) {
        add(logged.offsets)
        for (producer, topics) in logged.pending {
            for (topic, partitions) in topics {
                pending[producer, default: [:]][topic, default: [:]].merge(partitions) { present, _ in present }
            }
        }
    }

    /// Commits offsets, except where a later one is committed.
    private mutating func add(_ added: [Text: [Int32: StoredOffset]]) {
        for (topic, partitions) in added {
            for (partition, offset) in partitions {
                if let present = offsets[topic]?[partition], present.position > offset.position { continue }
                offsets[topic, default: [:]][partition] = offset
            }
        }
    }
}

/// What a group has committed for one partition.
public struct StoredOffset: Hashable, Sendable {
    /// The next offset to be read.
    public var offset: Int64
    /// The epoch of the leader the record came from, −1 when it was not said.
    public var leaderEpoch: Int32
    /// The text committed along with it.
    public var metadata: Text
    /// When it was committed, in milliseconds since 1970.
    public var committedAt: Int64
    /// Where it stands in the log of commits: of two, the one with the higher position was written later.
    var position: Int64

    /// An offset without a place in the log of commits: anything written later wins.
    public init(offset: Int64, metadata: Text = "", leaderEpoch: Int32 = -1, committedAt: Int64 = 0) {
        self.offset = offset
        self.metadata = metadata
        self.leaderEpoch = leaderEpoch
        self.committedAt = committedAt
        position = 0
    }
}

extension ConsumerGroup {
    /// Why a commit is refused, `nil` when it is taken: the brokers' own order of questions.
    ///
    /// A transactional commit with no member's name is taken even from a stranger to a live group, one with a made-up
    /// name only while the group is empty.
    func refusal(
        ofCommitBy member: Text,
        instance: Text?,
        generation: Int32,
        isTransactional: Bool
    ) -> ErrorCode? {
        if state == .dead { return .coordinatorNotAvailable }
        if kind == .share { return .groupIDNotFound }
        if generation < 0, members.isEmpty { return nil }
        guard generation >= 0 || !member.isEmpty || instance != nil else {
            return isTransactional || members.isEmpty ? nil : .unknownMemberID
        }
        if let instance, let owner = members.first(where: { $0.value.instance == instance })?.key, owner != member {
            return .fencedInstanceID
        }
        guard let known = members[member] else { return .unknownMemberID }
        let present = kind == .consumer ? known.epoch : self.generation
        guard generation == present else { return kind == .consumer ? .staleMemberEpoch : .illegalGeneration }
        return !isTransactional && state == .completingRebalance ? .rebalanceInProgress : nil
    }
}
