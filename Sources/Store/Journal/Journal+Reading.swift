public import Offsets
import SQLite

extension Journal {
    /// What an operator calls the last run that was begun.
    public static let latest = "latest"

    /// Every run without its items, oldest first; those in archives where they are asked for.
    ///
    /// - Parameter archived: Whether the archives are read as well.
    /// - Returns: The runs.
    /// - Throws: 65 when the journal or an archive is damaged or gone.
    public func runs(archived: Bool = false) throws(TidemarkError) -> [RunSummary] {
        var runs: [RunSummary] = []
        for archive in archived ? try archives() : [] {
            runs += try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in try file.runs() }
        }
        return runs + (try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.runs() })
    }

    /// A run without its items, `nil` when there is none with this id.
    public func summary(of id: RunID) throws(TidemarkError) -> RunSummary? {
        guard let place = try place(of: id) else { return nil }
        return try reading(place) { (file: borrowing JournalFile) throws(SQLiteError) in try file.summary(of: id) }
    }

    /// The runs of a cluster (`nil` for all) that are not over, oldest first.
    public func unfinishedRuns(cluster: ClusterName?) throws(TidemarkError) -> [RunRecord] {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            let sql = """
                SELECT \(JournalFile.columns) FROM run NOT INDEXED
                WHERE finished_at IS NULL AND (?1 IS NULL OR cluster_id = ?1) ORDER BY number
                """
            return try file.database.prepare(sql).map([.text(cluster?.id)]) {
                (row: borrowing Row) throws(SQLiteError) in try RunRecord(row)
            }
        }
    }

    /// How many runs are over, by what they came to, those in archives as well; a state that none came to is not there.
    public func endedRuns() throws(TidemarkError) -> [RunState: Int] {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            var counts: [RunState: Int] = [:]
            try file.database.prepare(
                """
                SELECT state, count(*) FROM (
                    SELECT state FROM run NOT INDEXED WHERE finished_at IS NOT NULL
                    UNION ALL SELECT state FROM archived_run
                ) GROUP BY state
                """
            )
            .rows { (row: borrowing Row) throws(SQLiteError) in counts[try row.decoded(0)] = try row.number(1) }
            return counts
        }
    }

    /// Whether any run on a cluster, over or not, is known.
    public func hasRuns(cluster id: String) throws(TidemarkError) -> Bool {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            let sql = """
                SELECT 1 FROM run WHERE cluster_id = ?1 UNION ALL SELECT 1 FROM archived_run WHERE cluster_id = ?1 LIMIT 1
                """
            return try file.database.prepare(sql).first([.text(id)]) { (_: borrowing Row) in true } ?? false
        }
    }

    /// The states of those of the runs that the journal knows; archives need not be read for that.
    public func states(of runs: Set<RunID>) throws(TidemarkError) -> [RunID: RunState] {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            let statement = try file.database.prepare(
                "SELECT state FROM run NOT INDEXED WHERE id = ?1 UNION ALL SELECT state FROM archived_run WHERE id = ?1"
            )
            var states: [RunID: RunState] = [:]
            for run in runs {
                states[run] = try statement.first([.text(run.text)]) { (row: borrowing Row) throws(SQLiteError) in
                    try row.decoded(0)
                }
            }
            return states
        }
    }

    /// Everything about one run, as it is stored; ``provenRun(_:)`` also checks that it is as it was journalled.
    ///
    /// - Throws: `run-not-found` (exit 66); 65 when the archive that it is in is damaged or gone.
    public func run(_ id: RunID) throws(TidemarkError) -> RunDetail {
        let found = try holding(id) { (file: borrowing JournalFile) throws(SQLiteError) in try file.run(id) }
        guard let found else { throw notFound(id) }
        return found
    }

    /// The run that an operator means by an id, the beginning of one, or `latest`; it may be in an archive.
    ///
    /// - Throws: `run-not-found` (exit 66); `ambiguous-run` (exit 64) naming the candidates.
    public func resolve(_ text: String) throws(TidemarkError) -> RunID {
        let all = try stored { (file: borrowing JournalFile) throws(SQLiteError) in
            try file.ids("SELECT id FROM archived_run ORDER BY number") + file.ids("SELECT id FROM run ORDER BY number")
        }
        if text == Self.latest, let last = all.last { return last }
        let matches = text.isEmpty ? [] : all.filter { $0.text.hasPrefix(text) }
        guard let match = matches.first else { throw notFound(RunID(text: text)) }
        guard matches.count == 1 else {
            throw TidemarkError(
                .ambiguousRun,
                "'\(text)' is ambiguous: \(matches.count) runs match: \(matches.map(\.text).joined(separator: ", "))"
            )
        }
        return match
    }

    /// Runs `body` with the file that holds a run.
    ///
    /// - Throws: `run-not-found` (exit 66); 65 when the archive is damaged or gone.
    func holding<Result>(
        _ id: RunID,
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        guard let place = try place(of: id) else { throw notFound(id) }
        return try reading(place, body)
    }

    func notFound(_ id: RunID) -> TidemarkError {
        TidemarkError(
            .runNotFound,
            "there is no run \(id)",
            hint: "`tidemark runs` lists them, with --archived the old ones, too."
        )
    }

    private func place(of id: RunID) throws(TidemarkError) -> RunPlace? {
        try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.place(of: id) }
    }

    private func reading<Result>(
        _ place: RunPlace,
        _ body: (borrowing JournalFile) throws(SQLiteError) -> Result
    ) throws(TidemarkError) -> Result {
        switch place {
        case .journal: try stored(body)
        case .archive(let archive): try reading(archive, body)
        }
    }
}
