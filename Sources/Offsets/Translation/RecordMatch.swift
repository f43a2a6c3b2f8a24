/// The records that are wanted, among those of the target.
struct RecordMatch {
    /// What two records have in common that are the same one.
    private struct Identity: Hashable {
        let content: RecordFingerprint
        let time: Timestamp?
    }

    /// Whether records of the target have the times of the source's.
    let keepsTimes: Bool
    private let wanted: [Identity]
    private let counts: [Identity: Int]
    private let contents: Set<RecordFingerprint>
    private let behind: [Identity]
    /// The first of the target's that is wanted.
    let first: Int?
    /// Whether one of the target's is wanted and no copy of one that was consumed: then all that were consumed are there, too.
    let isCertain: Bool

    init(_ wanted: [LogRecord], _ behind: [LogRecord], after old: [LogRecord], keepsTimes: Bool) {
        func identity(_ record: LogRecord) -> Identity {
            Identity(content: record.content, time: keepsTimes ? record.time : nil)
        }
        self.keepsTimes = keepsTimes
        self.wanted = wanted.map(identity)
        self.behind = behind.map(identity)
        contents = Set(wanted.map(\.content))
        counts = self.wanted.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        first = self.behind.firstIndex { [counts] in counts[$0] != nil }
        let consumed = Set(old.map(identity))
        isCertain = self.behind.contains { [counts] in counts[$0] != nil && !consumed.contains($0) }
    }

    /// Where the first wanted record is, if it comes before all others that are wanted and there is no copy of it.
    ///
    /// A copy further behind could be taken for it where the target lacks the record itself.
    func anchor(shortestRun: Int) -> Int? {
        guard let first, behind[first] == wanted.first, counts[behind[first]] == 1, run(from: first) >= shortestRun
        else { return nil }
        return first
    }

    /// How many records from there on are the wanted ones, one after another.
    func run(from index: Int) -> Int {
        zip(behind[index...], wanted).prefix { $0 == $1 }.count
    }

    /// How many of the last records are not wanted: they were consumed already, or are of somebody else.
    func surplus(of rest: [LogRecord]) -> Int {
        var left = counts
        var surplus = 0
        for identity in behind.suffix(rest.count) {
            if let count = left[identity], count > 0 { left[identity] = count - 1 } else { surplus += 1 }
        }
        return surplus
    }

    /// Whether a record holds what a wanted one does, whatever its time.
    func holds(_ record: LogRecord) -> Bool { contents.contains(record.content) }
}
