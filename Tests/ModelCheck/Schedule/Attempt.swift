import KafkaSimulator

/// What happens while one process restores or recovers.
struct Attempt: Codable, Hashable, Sendable {
    /// What the brokers do wrong, only during this attempt.
    var faults: [Fault] = []
    /// What others do meanwhile.
    var deeds: [ScheduledDeed] = []
    /// When the process dies; `nil` when it lives to its end.
    var death: Death?
    /// From when on the journal has no room; `nil` when it always has.
    var diskFull: Moment?
}

/// Something that somebody else does at a moment.
struct ScheduledDeed: Codable, Hashable, Sendable {
    /// Just before this.
    var moment: Moment
    /// What.
    var deed: Deed
}

/// The end of a process that nobody warned.
struct Death: Codable, Hashable, Sendable {
    /// Which side of the moment it dies on.
    enum Manner: Codable, Hashable, Sendable {
        /// Before it: the journal is not written, the call not made, the request not sent.
        case before
        /// After it, before anybody could tell the process.
        case after
        /// The request was sent and arrives when so many requests of the next processes have; of a request only.
        case late(Int)
    }

    /// When.
    var moment: Moment
    /// Before or after.
    var manner: Manner
}
