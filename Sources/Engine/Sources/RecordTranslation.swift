import Cluster
import Offsets

/// Reads the records by which offsets of one cluster's logs are found in those of another; ``LogTranslation`` decides.
///
/// The order of the questions is what makes it safe while records are written: the offsets are known, then the ends of the
/// target's logs are read, then the source's logs.
struct RecordTranslation: Sendable {
    /// An offset that is to be found elsewhere.
    struct Question: Hashable, Sendable {
        let source: TopicPartition
        let target: TopicPartition
        let offset: Int64
    }

    /// So many partitions are read together.
    static let partitionsAtOnce = 200
    /// So many records of each log are looked at behind an offset, when there are few partitions.
    static let recordsPerPartition = 100_000
    /// So many records of all partitions that are read together: some 30 MB of fingerprints for each cluster.
    static let recordsAtOnce = 500_000
    /// For so long many records are looked at; afterwards one of each partition, so that much to do takes no hours.
    static let thoroughness = Duration.seconds(120)
    /// How long one reading of a set of partitions may take: what has come by then counts.
    static let patience = Duration.seconds(20)

    private let source: PlannedCluster
    private let target: PlannedCluster
    private let thorough: Deadline

    /// A translation between the logs of two clusters, or of one.
    init(from source: PlannedCluster, to target: PlannedCluster) {
        self.source = source
        self.target = target
        thorough = .after(Self.thoroughness)
    }

    /// What was read of logs, and is kept while a set of partitions is worked on.
    private struct Windows {
        var source: [TopicPartition: RecordWindow] = [:]
        var target: [TopicPartition: RecordWindow] = [:]
    }

    /// Finds offsets.
    ///
    /// - Parameter questions: The offsets; the target has each of their partitions.
    /// - Returns: An offset for each.
    /// - Throws: ``TidemarkError``: 69 when records cannot be read in time, 77 when they may not be, 79 when a log of the source is
    ///   not there or the bounds of one are not known.
    func offsets(for questions: Set<Question>) async throws(TidemarkError) -> [Question: TranslatedOffset] {
        guard !questions.isEmpty else { return [:] }
        let targets = try await bounds(of: Set(questions.map(\.target)), on: target, "the target's")
        let sourceTopics = try await source.metadata()
        for question in questions.sorted(by: { $0.source < $1.source }) where !sourceTopics.has(question.source) {
            throw TidemarkError(
                .missingTopic,
                "\(question.source) is not on the cluster that the groups come from, so offset \(question.offset) has no record; "
                    + "nothing was written",
                hint: "Leave it out with --exclude-topic."
            )
        }
        let sources = try await bounds(of: Set(questions.map(\.source)), on: source, "the source's")
        var found: [Question: TranslatedOffset] = [:]
        let byPartition = Dictionary(grouping: questions, by: \.source)
        let partitions = byPartition.keys.sorted()
        for start in stride(from: 0, to: partitions.count, by: Self.partitionsAtOnce) {
            source.progress(Progress("comparing logs", done: start, of: partitions.count))
            let chunk = partitions[start..<min(start + Self.partitionsAtOnce, partitions.count)]
            var windows = Windows()
            var open = chunk.map { partition in
                (byPartition[partition] ?? []).sorted { $0.offset > $1.offset }
            }
            // A round has one offset of each partition, in ascending order: those after it often need no reading.
            while !open.isEmpty {
                var round: [(question: Question, translation: LogTranslation)] = []
                for index in open.indices {
                    guard let question = open[index].popLast(), let log = sources[question.source],
                        let other = targets[question.target]
                    else { continue }
                    round.append((question, LogTranslation(of: question.offset, source: log, target: other)))
                }
                open.removeAll(where: \.isEmpty)
                try await settle(round, &windows, into: &found)
            }
        }
        return found
    }

    /// Finds one offset of each of several partitions.
    private func settle(
        _ round: [(question: Question, translation: LogTranslation)],
        _ windows: inout Windows,
        into found: inout [Question: TranslatedOffset]
    ) async throws(TidemarkError) {
        let limit = thorough.hasPassed ? 1 : min(Self.recordsPerPartition, Self.recordsAtOnce / max(1, round.count))
        try await read(
            round.map { question, translation in
                let isAtEnd = translation.position == translation.source.end
                return RecordStretch(
                    of: question.source,
                    from: translation.readingStart,
                    to: translation.source.end,
                    limit: Int(LogTranslation.lookBack) + (isAtEnd ? 0 : limit)
                )
            },
            on: source,
            "the source's",
            into: &windows.source,
            keeping: limit / 2
        )
        var times: [TopicPartition: Timestamp] = [:]
        for (question, translation) in round {
            guard let window = windows.source[question.source] else { continue }
            let isRead = window.reached > translation.position || translation.position == translation.source.end
            guard isRead else { throw Self.unread(question.source, "the source's", nil) }
            times[question.target] = translation.earliestTime(in: window)
        }
        let since = try await first(since: times)
        try await read(
            round.map { question, translation in
                RecordStretch(
                    of: question.target,
                    from: translation.targetReadingStart(since: since[question.target]),
                    to: translation.target.end,
                    limit: Int(LogTranslation.lookBack) + limit
                )
            },
            on: target,
            "the target's",
            into: &windows.target,
            keeping: limit / 2
        )
        for (question, translation) in round {
            guard let window = windows.source[question.source], let other = windows.target[question.target] else {
                throw Self.unread(question.source, "the source's", nil)
            }
            let start = translation.targetReadingStart(since: since[question.target])
            found[question] = translation.offset(
                from: window.suffix(from: translation.readingStart),
                since: since[question.target],
                in: other.suffix(from: start)
            )
        }
    }

    /// Reads stretches, but for those of which enough is known.
    private func read(
        _ stretches: [RecordStretch],
        on cluster: PlannedCluster,
        _ whose: String,
        into windows: inout [TopicPartition: RecordWindow],
        keeping enough: Int
    ) async throws(TidemarkError) {
        let missing = stretches.filter { stretch in
            guard let window = windows[stretch.partition], window.start <= stretch.start else { return true }
            guard window.reached < stretch.end else { return false }
            let rest = window.suffix(from: stretch.start).records.count
            return rest < Int(LogTranslation.lookBack) + enough
        }
        guard !missing.isEmpty else { return }
        let limit = min(cluster.deadline, .after(Self.patience))
        let read = try await cluster.cluster.asking("reading records of \(whose) logs") { () throws(KafkaError) in
            try await cluster.cluster.records(in: missing, before: limit)
        }
        for stretch in missing {
            switch read[stretch.partition] {
            case .success(let window)?: windows[stretch.partition] = window
            case .failure(let error)?: throw Self.unread(stretch.partition, whose, error)
            case nil: throw Self.unread(stretch.partition, whose, nil)
            }
        }
    }

    /// The target's first offsets since a time of each partition.
    private func first(since times: [TopicPartition: Timestamp]) async throws(TidemarkError) -> [TopicPartition: Int64]
    {
        guard !times.isEmpty else { return [:] }
        let answers = try await target.cluster.asking("looking for records by their time") { () throws(KafkaError) in
            try await target.cluster.offsets(since: times, before: target.deadline)
        }
        var found: [TopicPartition: Int64] = [:]
        for partition in times.keys.sorted() {
            switch answers[partition] {
            case .success(let offset?): found[partition] = offset
            case .success(nil): continue
            case .failure(let error): throw Self.unread(partition, "the target's", error)
            case nil: throw Self.unread(partition, "the target's", nil)
            }
        }
        return found
    }

    private func bounds(
        of partitions: Set<TopicPartition>,
        on cluster: PlannedCluster,
        _ whose: String
    ) async throws(TidemarkError) -> [TopicPartition: LogBounds] {
        let topics = try await cluster.metadata().topics
        let (found, failures) = await cluster.cluster.bounds(
            of: partitions.sorted(),
            topics: topics,
            before: cluster.deadline,
            progress: cluster.progress
        )
        guard !Task.isCancelled else {
            throw TidemarkError(.interrupted, "interrupted while reading log bounds")
        }
        if let failure = failures.first {
            throw TidemarkError(
                .logBoundsUnknown,
                "\(failure.topicPartition): the bounds of \(whose) log could not be read (\(failure.code): \(failure.reason)), "
                    + "so its offsets cannot be translated; nothing was written",
                hint: "Try again, or leave the topic out with --exclude-topic."
            )
        }
        return found
    }

    private static func unread(_ partition: TopicPartition, _ whose: String, _ error: KafkaError?) -> TidemarkError {
        if error?.code == .topicAuthorizationFailed {
            return .denied(
                MissingRight(.read, on: .topics([partition.topic])),
                "topic \(partition.topic)",
                while: "reading records of \(whose) log",
                cause: error
            )
        }
        if error?.code == .cancelled {
            return TidemarkError(.interrupted, "interrupted while reading records", cause: error)
        }
        let why = error.map { " (\($0.code.name): \($0.message))" } ?? ""
        return TidemarkError(
            .unreachable,
            "\(partition): the records of \(whose) log could not be read in time\(why); nothing was written",
            hint: "Try again, or leave the topic out with --exclude-topic.",
            cause: error
        )
    }
}
