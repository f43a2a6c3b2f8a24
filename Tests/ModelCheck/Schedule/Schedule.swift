import KafkaSimulator

/// One case of the model check as plain values: a small cluster, a restore, and everything that goes wrong.
struct Schedule: Codable, Hashable, Sendable {
    /// What carries the engine's calls to the simulated brokers.
    enum Client: String, Codable, Sendable, CaseIterable {
        /// A small client without sockets, in virtual time.
        case direct
        /// The shipped clients, over sockets, in real time: one of our own or librdkafka reads, and either writes.
        case librdkafka
    }

    /// The number all choices came from.
    var seed: UInt64
    /// What carries the calls.
    var client: Client
    /// Whether our own client reads where a shipped one does, and not librdkafka.
    var isReadByOwnClient = false
    /// Whether our own client writes the transaction, or what does as it does where there are no sockets.
    var isWrittenByOwnClient = false
    /// Whether the brokers behave like Kafka 3.9 and not like 4.3.
    var isOldRelease = false
    /// Whether an earlier run of this installation was committed and left its mark.
    var hasOlderMark = false
    /// Whether the restore also removes what the snapshot does not have.
    var isExact = false
    /// Whether groups are written one after another, without a transaction.
    var isBestEffort = false
    /// Whether what is tried is not the restore, which then goes through in peace, but its undoing.
    var isUndone = false
    /// Whether the fence of the cluster is not known to hold, so that the first restore proves it.
    var provesFence = false
    /// How many brokers there are.
    var brokers: Int
    /// How long decided offsets stay pending, in milliseconds.
    var markerDelay: Int64
    /// The topics, all with ``partitionCount`` partitions.
    var topics: [String]
    /// The groups of the cluster and of the snapshot.
    var groups: [ScheduledGroup]
    /// The restore first, then recoveries that something happens to; a recovery in peace always follows.
    var attempts: [Attempt]

    /// What its first process does, in a word for counting.
    var work: String { isUndone ? Self.undo : isBestEffort ? Self.bestEffort : Self.restore }

    static let restore = "restore"
    static let undo = "undo"
    static let bestEffort = "best effort"
    /// What all others do.
    static let recovery = "recovery"

    /// How many partitions each topic has.
    static let partitionCount = 2
    /// The end of every log: positions of snapshot and cluster are below.
    static let logEnd: Int64 = 1_000
}
