import Glibc
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport

/// The journal of a store, held at a state of the newest run as long as this value lives.
///
/// SQLite completes no change of a database while somebody reads it: who writes the journal gets as far as the next state
/// and does not pass it. It waits 10 seconds for the reader, so hold it for less.
struct HeldJournal: ~Copyable {
    /// How long the pause is before the journal is looked for again, in microseconds.
    private static let pause: UInt32 = 1_000

    /// The id of the run.
    let run: String
    private let database: Database
    private let locks: SQLiteFileLocks

    /// Waits until a command's run reaches a state, and holds it there.
    ///
    /// A state lasts as long as the work that it announces, and the last but a moment: on a busy machine it may be missed.
    ///
    /// - Parameters:
    ///   - state: The state, as the journal writes it.
    ///   - steps: How many steps of single groups there have to be as well, of a run without a transaction.
    ///   - store: The store.
    ///   - command: The command that carries out a run.
    ///   - known: The runs that do not count.
    /// - Returns: The journal, and whoever lets go of it lets the writer go on; `nil` when the command ended before.
    /// - Throws: `KafkaFailure` when neither comes.
    static func reaching(
        _ state: String,
        steps: Int = 0,
        of store: ScratchStore,
        by command: RunningCommand,
        except known: Set<String>
    ) throws -> HeldJournal? {
        let deadline = Deadline.after(RunningCommand.patience)
        while !command.hasEnded {
            guard !deadline.hasPassed else { throw KafkaFailure("wait for state \(state)", message: "it did not come") }
            // It is not there yet, or is being made at this moment.
            guard let locks = SQLiteFileLocks(path(of: store)), let database = try? open(store, busyTimeout: .zero)
            else {
                usleep(pause)
                continue
            }
            while !command.hasEnded, !deadline.hasPassed {
                if let run = look(in: database, for: state, steps, except: known) {
                    return HeldJournal(run: run, database: database, locks: locks)
                }
                // No pause: the shortest state lasts less than one.
                sched_yield()
            }
        }
        return nil
    }

    /// The runs of a store; none where it has no journal yet.
    static func runs(in store: ScratchStore) throws -> Set<String> {
        guard unsafe access(path(of: store), F_OK) == 0 else { return [] }
        return Set(
            try open(store).prepare("SELECT id FROM run")
                .map([]) { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        )
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

    /// Waits until the writer is about to write the next state: what this one announced is then done.
    func isAwaited(by command: RunningCommand) async throws {
        let locks = locks
        try await Waiting.until("the program is about to write to the journal") { locks.hasWriter || command.hasEnded }
    }

    /// Lets the writer go on.
    consuming func release() throws {
        try database.execute("COMMIT")
    }

    private static func open(
        _ store: ScratchStore,
        busyTimeout: Duration = .seconds(10)
    ) throws(SQLiteError) -> Database {
        try Database(path: path(of: store), access: .read, busyTimeout: busyTimeout)
    }

    private static func path(of store: ScratchStore) -> String { "\(store.directory)/journal.sqlite" }

    /// Reads the newest run, and keeps reading when it is one that counts and in that state.
    private static func look(
        in database: borrowing Database,
        for state: String,
        _ steps: Int,
        except known: Set<String>
    ) -> String? {
        do throws(SQLiteError) {
            try database.execute("BEGIN")
            let sql = """
                SELECT id, state, (SELECT count(step) FROM event WHERE run = run.number) FROM run ORDER BY number DESC LIMIT 1
                """
            let newest = try database.prepare(sql).first { (row: borrowing Row) throws(SQLiteError) in
                (run: try row.text(0), state: try row.text(1), steps: try row.integer(2))
            }
            if let newest, newest.state == state, newest.steps >= steps, !known.contains(newest.run) {
                return newest.run
            }
        } catch {
            // It is being written at this moment, or has no tables yet.
        }
        try? database.execute("ROLLBACK")
        return nil
    }
}
