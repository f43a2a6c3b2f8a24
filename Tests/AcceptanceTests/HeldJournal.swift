import Glibc
import KafkaTestSupport
import Offsets
import SQLite

/// The journal of a store, held at a state of the newest run as long as this value lives.
///
/// SQLite completes no change of a database while somebody reads it: who writes the journal gets as far as the next state
/// and does not pass it. It waits 10 seconds for the reader, so hold it for less.
struct HeldJournal: ~Copyable {
    /// How long the pause between two looks is, in microseconds; the shortest state lasts some hundred.
    private static let pause: UInt32 = 50

    /// The id of the run.
    let run: String
    private let database: Database

    /// Waits until a command's run reaches a state, and holds it there.
    ///
    /// - Parameters:
    ///   - state: The state, as the journal writes it.
    ///   - store: The store.
    ///   - command: The command that carries out a run.
    ///   - known: The runs that do not count.
    /// - Returns: The journal; whoever lets go of it lets the writer go on.
    /// - Throws: `KafkaFailure` when the command ends before, or the state does not come.
    static func reaching(
        _ state: String,
        of store: ScratchStore,
        by command: RunningCommand,
        except known: Set<String>
    ) throws -> HeldJournal {
        let deadline = Deadline.after(RunningCommand.patience)
        while !command.hasEnded, !deadline.hasPassed {
            if let held = look(at: store, for: state, except: known) { return held }
            usleep(pause)
        }
        throw KafkaFailure("wait for state \(state)", message: "the command ended, or the time was over")
    }

    /// The state of a run, `nil` when the journal does not have it.
    static func state(of run: String, in store: ScratchStore) throws -> String? {
        let database = try open(store)
        return try database.prepare("SELECT state FROM run WHERE id = ?")
            .first([.text(run)]) { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
    }

    /// The states that a run has gone through.
    static func states(of run: String, in store: ScratchStore) throws -> [String] {
        let database = try open(store)
        let sql = "SELECT state FROM event WHERE run = (SELECT number FROM run WHERE id = ?) ORDER BY number"
        return try database.prepare(sql).map([.text(run)]) { (row: borrowing Row) throws(SQLiteError) in
            try row.text(0)
        }
    }

    /// Lets the writer go on.
    consuming func release() throws {
        try database.execute("COMMIT")
    }

    private static func open(_ store: ScratchStore) throws(SQLiteError) -> Database {
        try Database(path: "\(store.directory)/journal.sqlite", access: .read, busyTimeout: .seconds(10))
    }

    /// Reads the newest run and keeps reading when it is one that counts in that state.
    private static func look(at store: ScratchStore, for state: String, except known: Set<String>) -> HeldJournal? {
        do throws(SQLiteError) {
            let path = "\(store.directory)/journal.sqlite"
            let database = try Database(path: path, access: .read, busyTimeout: .zero)
            try database.execute("BEGIN")
            let newest = try database.prepare("SELECT id, state FROM run ORDER BY number DESC LIMIT 1")
                .first { (row: borrowing Row) throws(SQLiteError) in (run: try row.text(0), state: try row.text(1)) }
            guard let newest, newest.state == state, !known.contains(newest.run) else { return nil }
            return HeldJournal(run: newest.run, database: database)
        } catch {
            // It is not there yet, or is being written at this moment.
            return nil
        }
    }
}
