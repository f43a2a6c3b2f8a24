/// An error in the words of Kafka's protocol.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: Int16

    /// The error of a number.
    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// The name where this module has one, the number otherwise.
    public var description: String {
        Self.names[rawValue] ?? "error \(rawValue)"
    }
}

extension ErrorCode {
    /// Kafka's NONE.
    public static let none = ErrorCode(rawValue: 0)
    /// Kafka's UNKNOWN_SERVER_ERROR.
    public static let unknownServerError = ErrorCode(rawValue: -1)
    /// Kafka's OFFSET_OUT_OF_RANGE.
    public static let offsetOutOfRange = ErrorCode(rawValue: 1)
    /// Kafka's CORRUPT_MESSAGE.
    public static let corruptMessage = ErrorCode(rawValue: 2)
    /// Kafka's UNKNOWN_TOPIC_OR_PARTITION.
    public static let unknownTopicOrPartition = ErrorCode(rawValue: 3)
    /// Kafka's LEADER_NOT_AVAILABLE.
    public static let leaderNotAvailable = ErrorCode(rawValue: 5)
    /// Kafka's NOT_LEADER_OR_FOLLOWER.
    public static let notLeaderOrFollower = ErrorCode(rawValue: 6)
    /// Kafka's REQUEST_TIMED_OUT.
    public static let requestTimedOut = ErrorCode(rawValue: 7)
    /// Kafka's REPLICA_NOT_AVAILABLE.
    public static let replicaNotAvailable = ErrorCode(rawValue: 9)
    /// Kafka's OFFSET_METADATA_TOO_LARGE.
    public static let offsetMetadataTooLarge = ErrorCode(rawValue: 12)
    /// Kafka's NETWORK_EXCEPTION.
    public static let networkException = ErrorCode(rawValue: 13)
    /// Kafka's COORDINATOR_LOAD_IN_PROGRESS.
    public static let coordinatorLoadInProgress = ErrorCode(rawValue: 14)
    /// Kafka's COORDINATOR_NOT_AVAILABLE.
    public static let coordinatorNotAvailable = ErrorCode(rawValue: 15)
    /// Kafka's NOT_COORDINATOR.
    public static let notCoordinator = ErrorCode(rawValue: 16)
    /// Kafka's INVALID_TOPIC_EXCEPTION.
    public static let invalidTopic = ErrorCode(rawValue: 17)
    /// Kafka's ILLEGAL_GENERATION.
    public static let illegalGeneration = ErrorCode(rawValue: 22)
    /// Kafka's INCONSISTENT_GROUP_PROTOCOL.
    public static let inconsistentGroupProtocol = ErrorCode(rawValue: 23)
    /// Kafka's INVALID_GROUP_ID.
    public static let invalidGroupID = ErrorCode(rawValue: 24)
    /// Kafka's UNKNOWN_MEMBER_ID.
    public static let unknownMemberID = ErrorCode(rawValue: 25)
    /// Kafka's INVALID_SESSION_TIMEOUT.
    public static let invalidSessionTimeout = ErrorCode(rawValue: 26)
    /// Kafka's REBALANCE_IN_PROGRESS.
    public static let rebalanceInProgress = ErrorCode(rawValue: 27)
    /// Kafka's INVALID_COMMIT_OFFSET_SIZE.
    public static let invalidCommitOffsetSize = ErrorCode(rawValue: 28)
    /// Kafka's TOPIC_AUTHORIZATION_FAILED.
    public static let topicAuthorizationFailed = ErrorCode(rawValue: 29)
    /// Kafka's GROUP_AUTHORIZATION_FAILED.
    public static let groupAuthorizationFailed = ErrorCode(rawValue: 30)
    /// Kafka's CLUSTER_AUTHORIZATION_FAILED.
    public static let clusterAuthorizationFailed = ErrorCode(rawValue: 31)
    /// Kafka's UNSUPPORTED_SASL_MECHANISM.
    public static let unsupportedSASLMechanism = ErrorCode(rawValue: 33)
    /// Kafka's ILLEGAL_SASL_STATE.
    public static let illegalSASLState = ErrorCode(rawValue: 34)
    /// Kafka's UNSUPPORTED_VERSION.
    public static let unsupportedVersion = ErrorCode(rawValue: 35)
    /// Kafka's TOPIC_ALREADY_EXISTS.
    public static let topicAlreadyExists = ErrorCode(rawValue: 36)
    /// Kafka's INVALID_PARTITIONS.
    public static let invalidPartitions = ErrorCode(rawValue: 37)
    /// Kafka's INVALID_REPLICATION_FACTOR.
    public static let invalidReplicationFactor = ErrorCode(rawValue: 38)
    /// Kafka's NOT_CONTROLLER.
    public static let notController = ErrorCode(rawValue: 41)
    /// Kafka's INVALID_REQUEST.
    public static let invalidRequest = ErrorCode(rawValue: 42)
    /// Kafka's UNSUPPORTED_FOR_MESSAGE_FORMAT.
    public static let unsupportedForMessageFormat = ErrorCode(rawValue: 43)
    /// Kafka's POLICY_VIOLATION.
    public static let policyViolation = ErrorCode(rawValue: 44)
    /// Kafka's OUT_OF_ORDER_SEQUENCE_NUMBER.
    public static let outOfOrderSequenceNumber = ErrorCode(rawValue: 45)
    /// Kafka's INVALID_PRODUCER_EPOCH.
    public static let invalidProducerEpoch = ErrorCode(rawValue: 47)
    /// Kafka's INVALID_TXN_STATE.
    public static let invalidTransactionState = ErrorCode(rawValue: 48)
    /// Kafka's INVALID_PRODUCER_ID_MAPPING.
    public static let invalidProducerIDMapping = ErrorCode(rawValue: 49)
    /// Kafka's INVALID_TRANSACTION_TIMEOUT.
    public static let invalidTransactionTimeout = ErrorCode(rawValue: 50)
    /// Kafka's CONCURRENT_TRANSACTIONS.
    public static let concurrentTransactions = ErrorCode(rawValue: 51)
    /// Kafka's TRANSACTIONAL_ID_AUTHORIZATION_FAILED.
    public static let transactionalIDAuthorizationFailed = ErrorCode(rawValue: 53)
    /// Kafka's SECURITY_DISABLED.
    public static let securityDisabled = ErrorCode(rawValue: 54)
    /// Kafka's OPERATION_NOT_ATTEMPTED.
    public static let operationNotAttempted = ErrorCode(rawValue: 55)
    /// Kafka's KAFKA_STORAGE_ERROR.
    public static let storageError = ErrorCode(rawValue: 56)
    /// Kafka's SASL_AUTHENTICATION_FAILED.
    public static let saslAuthenticationFailed = ErrorCode(rawValue: 58)
    /// Kafka's NON_EMPTY_GROUP.
    public static let nonEmptyGroup = ErrorCode(rawValue: 68)
    /// Kafka's GROUP_ID_NOT_FOUND.
    public static let groupIDNotFound = ErrorCode(rawValue: 69)
    /// Kafka's FENCED_LEADER_EPOCH.
    public static let fencedLeaderEpoch = ErrorCode(rawValue: 74)
    /// Kafka's UNKNOWN_LEADER_EPOCH.
    public static let unknownLeaderEpoch = ErrorCode(rawValue: 75)
    /// Kafka's OFFSET_NOT_AVAILABLE.
    public static let offsetNotAvailable = ErrorCode(rawValue: 78)
    /// Kafka's MEMBER_ID_REQUIRED.
    public static let memberIDRequired = ErrorCode(rawValue: 79)
    /// Kafka's GROUP_MAX_SIZE_REACHED.
    public static let groupMaxSizeReached = ErrorCode(rawValue: 81)
    /// Kafka's FENCED_INSTANCE_ID.
    public static let fencedInstanceID = ErrorCode(rawValue: 82)
    /// Kafka's GROUP_SUBSCRIBED_TO_TOPIC.
    public static let groupSubscribedToTopic = ErrorCode(rawValue: 86)
    /// Kafka's INVALID_RECORD.
    public static let invalidRecord = ErrorCode(rawValue: 87)
    /// Kafka's UNSTABLE_OFFSET_COMMIT.
    public static let unstableOffsetCommit = ErrorCode(rawValue: 88)
    /// Kafka's PRODUCER_FENCED.
    public static let producerFenced = ErrorCode(rawValue: 90)
    /// Kafka's UNKNOWN_TOPIC_ID.
    public static let unknownTopicID = ErrorCode(rawValue: 100)
    /// Kafka's TRANSACTIONAL_ID_NOT_FOUND.
    public static let transactionalIDNotFound = ErrorCode(rawValue: 105)
    /// Kafka's FENCED_MEMBER_EPOCH.
    public static let fencedMemberEpoch = ErrorCode(rawValue: 110)
    /// Kafka's UNRELEASED_INSTANCE_ID.
    public static let unreleasedInstanceID = ErrorCode(rawValue: 111)
    /// Kafka's STALE_MEMBER_EPOCH.
    public static let staleMemberEpoch = ErrorCode(rawValue: 113)
    /// Kafka's MISMATCHED_ENDPOINT_TYPE.
    public static let mismatchedEndpointType = ErrorCode(rawValue: 114)
    /// Kafka's UNSUPPORTED_ENDPOINT_TYPE.
    public static let unsupportedEndpointType = ErrorCode(rawValue: 115)
    /// Kafka's TRANSACTION_ABORTABLE.
    public static let transactionAbortable = ErrorCode(rawValue: 120)

    /// The names of the errors above.
    static let names: [Int16: String] = [
        0: "NONE",
        -1: "UNKNOWN_SERVER_ERROR",
        1: "OFFSET_OUT_OF_RANGE",
        2: "CORRUPT_MESSAGE",
        3: "UNKNOWN_TOPIC_OR_PARTITION",
        5: "LEADER_NOT_AVAILABLE",
        6: "NOT_LEADER_OR_FOLLOWER",
        7: "REQUEST_TIMED_OUT",
        9: "REPLICA_NOT_AVAILABLE",
        12: "OFFSET_METADATA_TOO_LARGE",
        13: "NETWORK_EXCEPTION",
        14: "COORDINATOR_LOAD_IN_PROGRESS",
        15: "COORDINATOR_NOT_AVAILABLE",
        16: "NOT_COORDINATOR",
        17: "INVALID_TOPIC_EXCEPTION",
        22: "ILLEGAL_GENERATION",
        23: "INCONSISTENT_GROUP_PROTOCOL",
        24: "INVALID_GROUP_ID",
        25: "UNKNOWN_MEMBER_ID",
        26: "INVALID_SESSION_TIMEOUT",
        27: "REBALANCE_IN_PROGRESS",
        28: "INVALID_COMMIT_OFFSET_SIZE",
        29: "TOPIC_AUTHORIZATION_FAILED",
        30: "GROUP_AUTHORIZATION_FAILED",
        31: "CLUSTER_AUTHORIZATION_FAILED",
        33: "UNSUPPORTED_SASL_MECHANISM",
        34: "ILLEGAL_SASL_STATE",
        35: "UNSUPPORTED_VERSION",
        36: "TOPIC_ALREADY_EXISTS",
        37: "INVALID_PARTITIONS",
        38: "INVALID_REPLICATION_FACTOR",
        41: "NOT_CONTROLLER",
        42: "INVALID_REQUEST",
        43: "UNSUPPORTED_FOR_MESSAGE_FORMAT",
        44: "POLICY_VIOLATION",
        45: "OUT_OF_ORDER_SEQUENCE_NUMBER",
        47: "INVALID_PRODUCER_EPOCH",
        48: "INVALID_TXN_STATE",
        49: "INVALID_PRODUCER_ID_MAPPING",
        50: "INVALID_TRANSACTION_TIMEOUT",
        51: "CONCURRENT_TRANSACTIONS",
        53: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
        54: "SECURITY_DISABLED",
        55: "OPERATION_NOT_ATTEMPTED",
        56: "KAFKA_STORAGE_ERROR",
        58: "SASL_AUTHENTICATION_FAILED",
        68: "NON_EMPTY_GROUP",
        69: "GROUP_ID_NOT_FOUND",
        74: "FENCED_LEADER_EPOCH",
        75: "UNKNOWN_LEADER_EPOCH",
        78: "OFFSET_NOT_AVAILABLE",
        79: "MEMBER_ID_REQUIRED",
        81: "GROUP_MAX_SIZE_REACHED",
        82: "FENCED_INSTANCE_ID",
        86: "GROUP_SUBSCRIBED_TO_TOPIC",
        87: "INVALID_RECORD",
        88: "UNSTABLE_OFFSET_COMMIT",
        90: "PRODUCER_FENCED",
        100: "UNKNOWN_TOPIC_ID",
        105: "TRANSACTIONAL_ID_NOT_FOUND",
        110: "FENCED_MEMBER_EPOCH",
        111: "UNRELEASED_INSTANCE_ID",
        113: "STALE_MEMBER_EPOCH",
        114: "MISMATCHED_ENDPOINT_TYPE",
        115: "UNSUPPORTED_ENDPOINT_TYPE",
        120: "TRANSACTION_ABORTABLE",
    ]
}
