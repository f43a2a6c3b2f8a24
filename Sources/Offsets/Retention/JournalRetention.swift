/// What stays in a journal of the runs that are over and of the audit log; what is older moves into archives.
public struct JournalRetention: Hashable, Sendable {
    /// Enough for years of a few restores a month; each may have a million rows.
    public static let usualRuns = 200
    /// A year: audits ask for no more.
    public static let usualAge = Duration.seconds(365 * 24 * 60 * 60)
    /// A snapshot every five minutes makes so many in a year; far more would slow down whoever checks the chain.
    public static let usualRecords = 100_000
    /// By such a part a limit has to be passed before anything moves: an archive is worth its file.
    private static let slack = 4

    /// So many runs stay.
    public var runs: Int
    /// What is not older than this stays, unless there is too much of it.
    public var age: Duration
    /// So many records of the audit log stay.
    public var records: Int

    /// What stays.
    public init(runs: Int = usualRuns, age: Duration = usualAge, records: Int = usualRecords) {
        self.runs = runs
        self.age = age
        self.records = records
    }

    /// The last record of the audit log that is to move: all before it do, and the runs that they are about.
    ///
    /// A run stays with all of its records until it is over, and so does everything after its first one.
    ///
    /// - Parameters:
    ///   - log: The records of the journal, oldest first.
    ///   - now: The present moment.
    /// - Returns: Its number; `nil` when nothing is to move.
    public func lastToMove(_ log: [JournalledRecord], at now: Timestamp) -> Int64? {
        guard let oldest = log.first else { return nil }
        let spans = Self.spans(log)
        var targets: [Int64] = []
        if spans.count > Self.exceeding(runs) {
            targets.append((spans.dropFirst(spans.count - runs).first?.first ?? .max) - 1)
        }
        if oldest.at < now.advanced(by: .zero - age - age / Self.slack) {
            let limit = now.advanced(by: .zero - age)
            if let old = log.prefix(while: { $0.at < limit }).last { targets.append(old.number) }
        }
        if log.count > Self.exceeding(records) {
            if let surplus = log.dropLast(records).last { targets.append(surplus.number) }
        }
        guard var target = targets.max() else { return nil }
        while let kept = spans.first(where: { $0.first <= target && (!$0.isOver || $0.last > target) }) {
            target = kept.first - 1
        }
        return log.last { $0.number <= target }?.number
    }

    private static func exceeding(_ limit: Int) -> Int { limit + limit / slack }

    /// The runs in the order in which they were begun, each with its first and its last record.
    private static func spans(_ log: [JournalledRecord]) -> [(first: Int64, last: Int64, isOver: Bool)] {
        var spans: [(first: Int64, last: Int64, isOver: Bool)] = []
        var places: [RunID: Int] = [:]
        for record in log {
            guard let run = record.run else { continue }
            if let place = places[run] {
                spans[place].last = record.number
                spans[place].isOver = spans[place].isOver && record.isOver
            } else {
                places[run] = spans.count
                spans.append((record.number, record.number, record.isOver))
            }
        }
        return spans
    }
}

/// A record of the audit log, as far as it decides what moves into an archive.
public struct JournalledRecord: Hashable, Sendable {
    /// Its number.
    public var number: Int64
    /// When it was entered.
    public var at: Timestamp
    /// The run that it is about, `nil` where it is about none.
    public var run: RunID?
    /// Whether that run is over.
    public var isOver: Bool

    /// A record.
    public init(number: Int64, at: Timestamp, run: RunID? = nil, isOver: Bool = true) {
        self.number = number
        self.at = at
        self.run = run
        self.isOver = isOver
    }
}
