/// An error code of Kafka (0 and above) or of librdkafka (below 0).
public struct KafkaErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number, as librdkafka's `rd_kafka_resp_err_t`.
    public let rawValue: Int32

    /// A code by its number.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The call was given up because its task was cancelled; a code of ours, outside librdkafka's range.
    public static let cancelled = KafkaErrorCode(rawValue: -10_001)
    /// A reply that cannot be what Kafka sent; a code of ours, outside librdkafka's range.
    public static let malformedReply = KafkaErrorCode(rawValue: -10_002)

    /// No broker can be reached where it says it is; a code of ours, outside librdkafka's range.
    public static let unreachableListeners = KafkaErrorCode(rawValue: -10_003)
    /// A file that a property names cannot be used; a code of ours, outside librdkafka's range.
    public static let unusableFile = KafkaErrorCode(rawValue: -10_004)

    /// No error.
    public static let none = KafkaErrorCode(rawValue: 0)
    /// The handle was thrown away while the call was under way.
    public static let handleDestroyed = KafkaErrorCode(rawValue: -197)
    /// librdkafka has given a broker up while the call was under way: the cluster said that it is gone, or elsewhere (in newer
    /// versions).
    public static let brokerGone = KafkaErrorCode(rawValue: -137)
    /// The connection to a broker failed.
    public static let transport = KafkaErrorCode(rawValue: -195)
    /// A host name could not be resolved.
    public static let resolve = KafkaErrorCode(rawValue: -193)
    /// The partition does not exist, as far as the client's metadata goes.
    public static let unknownPartition = KafkaErrorCode(rawValue: -190)
    /// The topic does not exist, as far as the client's metadata goes.
    public static let unknownTopic = KafkaErrorCode(rawValue: -188)
    /// Every broker connection is down.
    public static let allBrokersDown = KafkaErrorCode(rawValue: -187)
    /// An argument is not allowed.
    public static let invalidArgument = KafkaErrorCode(rawValue: -186)
    /// No answer within the time allowed.
    public static let timedOut = KafkaErrorCode(rawValue: -185)
    /// Some brokers' answers are missing.
    public static let partial = KafkaErrorCode(rawValue: -158)
    /// TLS failed.
    public static let tls = KafkaErrorCode(rawValue: -181)
    /// The client waits for a coordinator.
    public static let waitingForCoordinator = KafkaErrorCode(rawValue: -180)
    /// The broker refused the credentials.
    public static let authentication = KafkaErrorCode(rawValue: -169)
    /// The broker lacks the API.
    public static let unsupportedFeature = KafkaErrorCode(rawValue: -165)
    /// The transactional handle was fenced or timed out: the outcome is unknown.
    public static let fenced = KafkaErrorCode(rawValue: -144)

    /// The topic or partition does not exist.
    public static let unknownTopicOrPartition = KafkaErrorCode(rawValue: 3)
    /// The partition has no leader.
    public static let leaderNotAvailable = KafkaErrorCode(rawValue: 5)
    /// The broker is not the partition's leader.
    public static let notLeader = KafkaErrorCode(rawValue: 6)
    /// The broker's own wait timed out.
    public static let requestTimedOut = KafkaErrorCode(rawValue: 7)
    /// The broker knows a newer leader of the partition than whoever asks.
    public static let fencedLeaderEpoch = KafkaErrorCode(rawValue: 74)
    /// Whoever asks knows a newer leader of the partition than the broker.
    public static let unknownLeaderEpoch = KafkaErrorCode(rawValue: 75)
    /// The leader is new and does not know yet where the partition's log ends.
    public static let offsetNotAvailable = KafkaErrorCode(rawValue: 78)
    /// Metadata is longer than the broker allows.
    public static let offsetMetadataTooLarge = KafkaErrorCode(rawValue: 12)
    /// The coordinator is loading its groups.
    public static let coordinatorLoading = KafkaErrorCode(rawValue: 14)
    /// There is no coordinator at present.
    public static let coordinatorNotAvailable = KafkaErrorCode(rawValue: 15)
    /// The broker is not the coordinator (any more).
    public static let notCoordinator = KafkaErrorCode(rawValue: 16)
    /// The group is in another generation.
    public static let illegalGeneration = KafkaErrorCode(rawValue: 22)
    /// The group has members, and the caller is none of them.
    public static let unknownMemberID = KafkaErrorCode(rawValue: 25)
    /// The group is rebalancing.
    public static let rebalanceInProgress = KafkaErrorCode(rawValue: 27)
    /// The principal may not touch the topic.
    public static let topicAuthorizationFailed = KafkaErrorCode(rawValue: 29)
    /// The principal may not touch the group.
    public static let groupAuthorizationFailed = KafkaErrorCode(rawValue: 30)
    /// The principal may not touch the cluster.
    public static let clusterAuthorizationFailed = KafkaErrorCode(rawValue: 31)
    /// The broker does not know this version of the request.
    public static let unsupportedVersion = KafkaErrorCode(rawValue: 35)
    /// The brokers allow no transaction to stay open for so long (`transaction.max.timeout.ms`).
    public static let invalidTransactionTimeout = KafkaErrorCode(rawValue: 50)
    /// A transaction is being completed.
    public static let concurrentTransactions = KafkaErrorCode(rawValue: 51)
    /// The principal may not use the transactional id.
    public static let transactionalIDAuthorizationFailed = KafkaErrorCode(rawValue: 53)
    /// The cluster has no authorizer.
    public static let securityDisabled = KafkaErrorCode(rawValue: 54)
    /// The group has members.
    public static let nonEmptyGroup = KafkaErrorCode(rawValue: 68)
    /// The group does not exist.
    public static let groupIDNotFound = KafkaErrorCode(rawValue: 69)
    /// A member subscribes to the topic.
    public static let groupSubscribedToTopic = KafkaErrorCode(rawValue: 86)
    /// A transaction on this partition's offset is open.
    public static let unstableOffsetCommit = KafkaErrorCode(rawValue: 88)
    /// The topic with this id is not there (any more).
    public static let unknownTopicID = KafkaErrorCode(rawValue: 100)

    /// Kafka's or librdkafka's own name, such as `UNKNOWN_MEMBER_ID` or `_TIMED_OUT`.
    public var name: String {
        switch self {
        case .cancelled: "CANCELLED"
        case .malformedReply: "MALFORMED_REPLY"
        case .unreachableListeners: "UNREACHABLE_LISTENERS"
        case .unusableFile: "UNUSABLE_FILE"
        default: Self.words[rawValue]?.name ?? "ERR_\(rawValue)?"
        }
    }

    /// What it means in a few words: librdkafka's.
    public var text: String { Self.words[rawValue]?.text ?? "Err-\(rawValue)?" }

    /// The name.
    public var description: String { name }

    /// Whether the same call on a fresh handle may succeed a moment later.
    public var isTransient: Bool {
        switch self {
        case .handleDestroyed, .brokerGone, .transport, .allBrokersDown, .timedOut, .waitingForCoordinator,
            .coordinatorLoading,
            .coordinatorNotAvailable, .notCoordinator, .unstableOffsetCommit, .leaderNotAvailable, .notLeader,
            .requestTimedOut, .fencedLeaderEpoch, .unknownLeaderEpoch, .offsetNotAvailable:
            true
        default: false
        }
    }

    /// Whether the principal lacks a right.
    public var isAuthorization: Bool {
        switch self {
        case .topicAuthorizationFailed, .groupAuthorizationFailed, .clusterAuthorizationFailed,
            .transactionalIDAuthorizationFailed, .authentication:
            true
        default: false
        }
    }
}
