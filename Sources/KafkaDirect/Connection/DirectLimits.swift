internal import Offsets

/// What the direct client allows itself and others.
enum DirectLimits {
    /// The longest answer that is read, in bytes; a capture of 2 000 groups of 82 partitions in one answer has 3.3 MB, and
    /// no broker was seen to limit its answers (`docs/kafka.md` §14.2).
    static let answerBytes = 128 * 1_024 * 1_024
    /// How many requests may be unanswered on one connection; a broker works on one of them at a time.
    static let requestsInFlight = 16
    /// How long all answers that are awaited on one connection may be together, by what is expected.
    static let expectedBytesInFlight = 8 * 1_024 * 1_024
    /// How much is read of a connection at once, in bytes.
    static let readBytes = 256 * 1_024
    /// The longest that making a connection may take, log-in included: as librdkafka's `socket.connection.setup.timeout.ms`.
    static let setup: Duration = .seconds(30)
    /// How long a broker may be silent while a request is unanswered, before the connection is given up.
    static let silence: Duration = .seconds(20)
    /// The pause before a broker that could not be reached is dialled again; it doubles up to ``longestDialPause``.
    static let firstDialPause: Duration = .milliseconds(250)
    /// The longest such pause.
    static let longestDialPause: Duration = .seconds(5)
    /// The shortest such pause, whatever is configured: an address is dialled 20 times a second at most (`docs/kafka.md` §11.6).
    static let shortestDialPause: Duration = .milliseconds(50)
    /// How many connections in a row have to be closed without an answer before that is taken for the answer of a listener
    /// that wants something else.
    static let closedInVain = 3
    /// How much of a pause chance decides, so that many clients do not dial at once.
    static let jitter = 0.2
    /// How many connections one broker gets at most for reading.
    static let connectionsPerBroker = 2
    /// How many it gets at most for writing, where it is the only one and where there are several.
    static let writingConnectionsOfOne = 4
    static let writingConnectionsOfMany = 16
    /// How many groups are written at once.
    static let groupsWrittenAtOnce = 256
    /// The stack of a connection's thread, in bytes.
    static let stackBytes = 512 * 1_024
    /// The most expected of one answer with offsets, in bytes (`docs/kafka.md` §14.2).
    static let offsetsAnswerBytes = 512 * 1_024
    /// How many groups are asked for in one request at most.
    static let groupsPerRequest = 100
    /// How many groups are deleted in one request at most: a coordinator deletes one after the other before it answers.
    static let groupsPerDeletion = 100
    /// How many groups are described in one request at most.
    static let groupsPerDescription = 1_000
    /// For how many partitions of a topic room is made before they have come.
    static let partitionsAtOnce = 10_000
    /// How many partitions are asked about in one request for log bounds.
    static let boundsPerRequest = 10_000
}
