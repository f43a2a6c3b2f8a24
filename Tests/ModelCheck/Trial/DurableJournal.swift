import Offsets
import SQLite
import Store

/// The journal as another process finds it on the disk: what a kill at this moment would leave.
struct DurableJournal: Sendable {
    /// How long the engine's own write is waited for.
    private static let busyTimeout: Duration = .seconds(10)

    /// The file.
    let path: String

    /// The last run.
    struct LastRun {
        /// How far it is.
        let state: RunState
        /// Whether it goes without a transaction.
        let isBestEffort: Bool
        /// How many of its items lack their pre-image.
        let itemsWithoutPreImage: Int
        /// The last step of each group that it has announced to write to, or to put back, one by one.
        let steps: [GroupID: GroupStep]

        /// Whether it has announced to write to a group without a transaction.
        ///
        /// No plain write can be made to depend on what is there, so that a commit of somebody else between the look and
        /// the act can be lost then (`docs/kafka.md` §12.4 a and d).
        func announces(_ group: GroupID) -> Bool {
            switch state {
            case .deleting: true
            case .open: isBestEffort && steps[group] == .intent
            case .aborting, .undecided: isBestEffort && steps[group] == .compensating
            default: false
            }
        }
    }

    /// The last run; `nil` without any.
    ///
    /// Read past the engine's own code, which is what is being checked.
    func lastRun() throws -> LastRun? {
        let sql = """
            SELECT state, commit_protocol, (SELECT count(*) FROM run_item WHERE run = number)
                - (SELECT count(*) FROM pre_image WHERE run = number), number
            FROM run ORDER BY number DESC LIMIT 1
            """
        let announced = """
            SELECT name, step FROM event JOIN run_group
                ON run_group.run = event.run AND run_group.number = event.group_number
            WHERE event.run = ? ORDER BY event.number
            """
        let database = try Database(path: path, access: .read, busyTimeout: Self.busyTimeout)
        return try database.prepare(sql).first { (row: borrowing Row) throws(SQLiteError) in
            guard let state = RunState(rawValue: try row.text(0)) else {
                throw SQLiteError(.mismatch, "no such state")
            }
            let groups = try database.prepare(announced).map([.integer(try row.integer(3))]) {
                (row: borrowing Row) throws(SQLiteError) in
                (group: GroupID(try row.text(0)), step: GroupStep(rawValue: try row.text(1)))
            }
            var steps: [GroupID: GroupStep] = [:]
            for (group, step) in groups { steps[group] = step }
            return LastRun(
                state: state,
                isBestEffort: CommitProtocol(rawValue: try row.text(1)) == .bestEffort,
                itemsWithoutPreImage: Int(try row.integer(2)),
                steps: steps
            )
        }
    }
}
