import Glibc
import KafkaTestSupport
import Offsets
import TestSupport

/// Keeps the runs of a store where they are: while it is shut, no further state of a run becomes durable.
///
/// The journal is an SQLite file with a rollback journal, and SQLite writes to such a file only while nobody has its
/// shared lock. Who holds it keeps a run between two of its states, for the ten seconds that the program waits for a
/// reader; the program has no part in it.
final class JournalGate: Sendable {
    /// The pause between two looks, in microseconds: far shorter than a write to the disk.
    private static let pause: UInt32 = 100

    private let locks: SQLiteFileLocks
    private let store: ScratchStore

    /// A gate, open, at the journal of a store that has one.
    init(_ store: ScratchStore) throws {
        self.store = store
        let path = JournalFile.path(in: store)
        guard let locks = SQLiteFileLocks(path) else {
            throw KafkaFailure("open \(path)", code: errno, message: "not possible")
        }
        self.locks = locks
    }

    /// Waits until a run after `earlier` is in a state, and shuts the gate; whoever is to go on opens it.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - earlier: The run that the journal ended with before.
    ///   - command: The command that carries the run out.
    /// - Returns: Whether the run is there; `false`, and the gate is open, when it has passed the state unseen.
    /// - Throws: ``KafkaFailure`` when the run is nowhere in time.
    func shut(at state: String, after earlier: String?, of command: RunningCommand) async throws -> Bool {
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(RunningCommand.patience)
            var seen: UInt32?
            while !deadline.hasPassed {
                let isOver = command.hasEnded
                if changes == seen {
                    if isOver { return false }
                    usleep(Self.pause)
                    continue
                }
                // Somebody has just written: before it writes again, it has to wait for this reader.
                guard locks.tryToRead() else {
                    usleep(Self.pause)
                    continue
                }
                seen = changes
                if let run = try? JournalFile.latest(in: store), run.id != earlier {
                    if run.state == state { return true }
                    if run.isOver || run.hasBeen(state) {
                        open()
                        return false
                    }
                }
                open()
            }
            throw KafkaFailure("wait for a run in state \(state)", message: "there was none in time")
        }
    }

    /// Waits, with the gate shut, until the program is about to write: what the last state announced is then done.
    func isAwaited(by command: RunningCommand) async throws {
        try await Waiting.until("the program is about to write to the journal") { locks.hasWriter || command.hasEnded }
    }

    /// Returns as soon as a command has written to the journal for so many times, or has ended.
    func waitForWrite(_ number: Int, after earlier: UInt32, by command: RunningCommand) async throws {
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(RunningCommand.patience)
            while changes &- earlier < UInt32(number), !command.hasEnded, !deadline.hasPassed { usleep(Self.pause) }
        }
    }

    /// Lets the program go on.
    func open() {
        locks.stopReading()
    }

    /// The file's change counter, which each commit raises.
    var changes: UInt32 { locks.changes }
}
