import Cluster
public import Offsets

/// How old the records are at which groups stand: how far they are behind in time.
///
/// No record is read. Brokers tell the first offset since a moment (ListOffsets), so the age of a record is found by halving:
/// it is older than a moment exactly where the first offset since then lies behind it. All partitions are asked about the same
/// few moments, many partitions in a question, so that there are never more questions than ``ages`` has moments for each
/// ``chunk`` of positions. Where times go back in a log, the youngest record up to the position counts.
public struct RecordAges: Hashable, Sendable {
    /// A place in a log.
    public struct Position: Hashable, Sendable, Comparable {
        /// The partition.
        public let partition: TopicPartition
        /// The offset there.
        public let offset: Int64

        /// A place in a log.
        public init(_ partition: TopicPartition, _ offset: Int64) {
            self.partition = partition
            self.offset = offset
        }

        /// Orders by partition, then offset.
        public static func < (left: Position, right: Position) -> Bool {
            (left.partition, left.offset) < (right.partition, right.offset)
        }
    }

    /// The first offsets of partitions since a moment; `nil` where the question failed.
    typealias Question =
        @Sendable (
            _ partitions: [TopicPartition], _ time: Timestamp, _ deadline: Deadline
        ) async -> [TopicPartition: Result<Int64?, KafkaError>]?

    /// How long all questions together may take; what is not known then stays unknown.
    static let patience = Duration.seconds(30)
    /// So many positions are looked for together.
    static let chunk = 5_000
    /// So many questions are under way at once: each takes a thread of the client.
    static let questionsAtOnce = 4
    /// How exact an age is, as a part of it: a second for each of so many.
    private static let precision: Int64 = 64
    /// A century, in seconds: no record of Kafka's is older.
    private static let oldest: Int64 = 100 * 366 * 24 * 60 * 60

    /// The ages that are told apart, in seconds, ascending: each second at first, and then steps of a 64th.
    static let ages: [Int64] = {
        var ages: [Int64] = [0]
        while let last = ages.last, last < oldest { ages.append(last + max(1, last / precision)) }
        return ages
    }()

    /// The ages in whole seconds, rounded down, beyond a minute to a 64th of them; what was not found has none.
    public let seconds: [Position: Int64]

    /// Finds the ages of records.
    ///
    /// - Parameters:
    ///   - positions: Where groups stand.
    ///   - now: From when the ages count.
    ///   - deadline: When to give up.
    ///   - ask: Asks the cluster.
    init(
        of positions: Set<Position>,
        at now: Timestamp,
        before deadline: Deadline,
        _ ask: @escaping Question
    ) async {
        let limit = min(deadline, .after(Self.patience))
        let sorted = positions.sorted()
        var open = stride(from: 0, to: sorted.count, by: Self.chunk).map { start in
            Search(positions: Array(sorted[start..<min(start + Self.chunk, sorted.count)]), range: 0..<Self.ages.count)
        }
        var found: [Position: Int64] = [:]
        while !open.isEmpty, !limit.hasPassed, !Task.isCancelled {
            let answers = await bounded(open, limit: Self.questionsAtOnce) { search in
                let partitions = Set(search.positions.lazy.map(\.partition)).sorted()
                let time = now.advanced(by: .seconds(-Self.ages[search.middle]))
                return await ask(partitions, time, limit) ?? [:]
            }
            var next: [Search] = []
            for (search, answer) in zip(open, answers) {
                for part in search.halves(answer) where !part.positions.isEmpty {
                    guard part.range.isEmpty else {
                        next.append(part)
                        continue
                    }
                    // Older than everything: the log tells no times, or none that are true.
                    guard part.range.lowerBound < Self.ages.count else { continue }
                    let age = Self.ages[max(0, part.range.lowerBound - 1)]
                    for position in part.positions { found[position] = age }
                }
            }
            open = next
        }
        seconds = found
    }

    /// Positions whose records are at least as old as the age before the range, and no older than the one at its end.
    private struct Search: Sendable {
        let positions: [Position]
        /// Where among ``RecordAges/ages`` the first one may be that is no less than theirs.
        let range: Range<Int>

        /// Which age is asked about next.
        var middle: Int { (range.lowerBound + range.upperBound) / 2 }

        /// The positions whose records are younger than the middle, and those whose are older; without those of which nothing
        /// is told.
        func halves(_ first: [TopicPartition: Result<Int64?, KafkaError>]) -> [Search] {
            var (younger, older): ([Position], [Position]) = ([], [])
            for position in positions {
                guard case .success(let offset)? = first[position.partition] else { continue }
                if let offset, offset <= position.offset { younger.append(position) } else { older.append(position) }
            }
            return [
                Search(positions: younger, range: range.lowerBound..<middle),
                Search(positions: older, range: (middle + 1)..<range.upperBound),
            ]
        }
    }
}
