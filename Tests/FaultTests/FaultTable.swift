import KafkaProtocol
import KafkaSimulator
import Offsets

/// The table: a fault in each API that a command uses, one at a time, and what has to come of it.
enum FaultTable {
    /// Every row, in the order of the documentation.
    static let rows =
        snapshots + plans + restores + transactions + probes + deletions + moves + recoveries + looks

    /// Every row with each client that reads in it.
    static let trials = rows.flatMap { row in row.readers.map(row.read) }

    /// The group that most faults befall.
    static let group: Text = "billing"
    /// The transactional id of restores into a simulated cluster.
    static let transactionalID: Text = "tidemark-dGlkZW1hcmstc2ltdWxhdG9"
    /// Closes the connection in place of an answer.
    static let closed = FaultAction.closedConnection(afterEffect: false)
    /// Does what was asked, and closes the connection in place of an answer.
    static let closedAfterwards = FaultAction.closedConnection(afterEffect: true)
    /// A third of a second: long beside what a request takes, short beside any limit.
    static let late = FaultAction.delay(milliseconds: 300)
    /// Answers come so slowly that none is there at once.
    static let trickling = FaultAction.trickling(millisecondsPerByte: 1)
    /// The broker asks the client to hold back for as long.
    static let throttled = FaultAction.throttled(milliseconds: 300)
}
