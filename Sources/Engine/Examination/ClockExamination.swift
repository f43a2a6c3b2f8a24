public import Cluster
public import Offsets

/// Finds out how far the clocks of brokers and of this machine are apart, and writes nothing.
///
/// Brokers put their own time on what they write to `__consumer_offsets`. What is there at one look and was not at the look
/// before was written in between, whoever has committed it; the youngest time in a log can be found by asking which
/// offsets are as young as a moment. So where groups commit, and where `doctor` tries a transaction itself, both bounds of
/// the difference are known; where nobody commits, they are not.
public struct ClockExamination: Sendable {
    /// How long is waited for somebody to commit: consumers do it every five seconds, where nothing else is set.
    public static let patience: Duration = .seconds(6)
    /// What does no harm: snapshots are chosen by times of a day.
    static let tolerance: Duration = .seconds(5)
    /// The pause between two looks.
    private static let pause: Duration = .milliseconds(500)
    /// How closely the youngest time of a log is looked for.
    private static let resolution: Duration = .milliseconds(100)
    /// The same while only what was there before was found: times have milliseconds.
    private static let finestResolution: Duration = .milliseconds(1)
    /// How often the distance is doubled in which the youngest time is looked for: more than a century.
    private static let mostDoublings = 30
    /// How many brokers are asked at once.
    private static let brokersInFlight = 8

    private let cluster: any Cluster
    private let deadline: Deadline
    private let now: @Sendable () -> Timestamp
    private var leaders: [TopicPartition: Int32] = [:]
    private var last: (began: Timestamp, ends: [TopicPartition: Int64])?
    private var written: [Int32: Written] = [:]
    private var failure: KafkaError?

    /// Something that a broker has written between two looks.
    private struct Written {
        let partition: TopicPartition
        /// The offset that it has at least.
        let offset: Int64
        /// Not before this moment.
        let after: Timestamp
    }

    /// An examination of the brokers of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - deadline: When to give up.
    ///   - now: The clock of this machine.
    public init(
        _ cluster: any Cluster,
        before deadline: Deadline,
        now: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) {
        self.cluster = cluster
        self.deadline = deadline
        self.now = now
    }

    /// Looks where the logs end: what is written from now on can be told from what is there.
    public mutating func look() async {
        let began = now()
        do throws(KafkaError) {
            if leaders.isEmpty {
                leaders = try await cluster.leaders(of: [OffsetsPartitions.topic], before: deadline)
                    .filter { $0.value >= 0 }
            }
        } catch {
            failure = error
            return
        }
        var ends: [TopicPartition: Int64] = [:]
        for (partition, bounds) in await cluster.logBounds(of: leaders.keys.sorted(), before: deadline) {
            switch bounds {
            case .success(let bounds): ends[partition] = bounds.end
            case .failure(let error): failure = error
            }
        }
        for (partition, end) in ends {
            guard let last, let before = last.ends[partition], end > before, let leader = leaders[partition] else {
                continue
            }
            // The later look knows more closely when it was.
            written[leader] = Written(partition: partition, offset: before, after: last.began)
        }
        last = (began, ends)
    }

    /// Looks until every broker has written something, or the patience is over, and compares.
    ///
    /// - Parameter patience: How long to look.
    /// - Returns: The check: a warning where the difference is too large, and where it is not known.
    public mutating func check(patience: Duration = Self.patience) async -> HealthCheck {
        let limit = min(deadline, .after(patience))
        await look()
        while failure == nil, !leaders.isEmpty, written.count < Set(leaders.values).count, limit.remaining > Self.pause
        {
            guard (try? await Task.sleep(for: Self.pause)) != nil else { break }
            await look()
        }
        let (cluster, now, deadline) = (cluster, now, deadline)
        let differences = await bounded(written.sorted { $0.key < $1.key }, limit: Self.brokersInFlight) {
            broker,
            one in
            (broker, await Self.difference(one, on: cluster, before: deadline, now: now))
        }
        return verdict(differences)
    }

    // MARK: - Verdict

    private func verdict(_ differences: [(broker: Int32, difference: ClockDifference)]) -> HealthCheck {
        let name = "clock"
        let wrong = differences.compactMap { broker, difference in
            difference.excess(Self.tolerance).map { "the clock of broker \(broker) is \($0) this machine's" }
        }
        guard wrong.isEmpty else {
            return HealthCheck(
                name,
                .warn,
                wrong.joined(separator: "; "),
                remedy:
                    "Have the network set the time of all of them (chrony, systemd-timesyncd): snapshots are chosen by it."
            )
        }
        let known = differences.compactMap { broker, difference in difference.most.map { (broker: broker, most: $0) } }
        guard let widest = known.map(\.most).max() else { return unknown(name) }
        let which = known.count == 1 ? "the clock of broker" : "the clocks of brokers"
        let words =
            "\(which) \(known.map { String($0.broker) }.joined(separator: ", ")) and this machine's are at most "
            + "\(DurationText.text(widest)) apart"
        guard widest <= Self.tolerance else {
            return HealthCheck(name, .warn, "\(words); the cause could not be narrowed down", remedy: "Look again.")
        }
        let others = Set(leaders.values).subtracting(known.map(\.broker)).sorted().map(String.init)
        guard !others.isEmpty else { return HealthCheck(name, .ok, words) }
        return HealthCheck(
            name,
            .ok,
            "\(words); not known of \(others.joined(separator: ", ")), where nobody has committed"
        )
    }

    private func unknown(_ name: String) -> HealthCheck {
        let reason =
            if let failure {
                "the log of \(OffsetsPartitions.topic) could not be read: \(failure.message) (\(failure.code.name))"
            } else if leaders.isEmpty {
                "\(OffsetsPartitions.topic) is not there, or not shown to this user"
            } else if !written.isEmpty {
                "the time of what they have written since could not be told from what was there before"
            } else {
                "no group has committed meanwhile, and brokers tell their time with what they write alone"
            }
        return HealthCheck(
            name,
            .warn,
            "how far the brokers' clocks are from this machine's is not known: \(reason)",
            remedy: "Look again while consumers run, or with --try-transaction; or compare `date` on the brokers."
        )
    }

    // MARK: - Search

    /// How far the clock of a broker is ahead of this machine's, by something that it has written.
    private static func difference(
        _ written: Written,
        on cluster: any Cluster,
        before deadline: Deadline,
        now: @Sendable () -> Timestamp
    ) async -> ClockDifference {
        // What is in the log since a moment, which was written before it was seen there.
        func isThere(_ moment: Timestamp) async -> (isNew: Bool?, seen: Timestamp)? {
            let found = try? await cluster.offsets(of: [written.partition], since: moment, before: deadline)
            guard case .success(let offset)? = found?[written.partition] else { return nil }
            return (offset.map { $0 >= written.offset }, now())
        }
        let start = now()
        var difference = ClockDifference()
        var (low, high): (Timestamp?, Timestamp?) = (nil, nil)
        var hasFoundNew = false
        func take(_ moment: Timestamp) async -> Bool {
            guard let answer = await isThere(moment) else { return false }
            guard let isNew = answer.isNew else {
                high = moment
                difference.isBelow(moment - written.after)
                return true
            }
            low = moment
            hasFoundNew = hasFoundNew || isNew
            // What was there before may be of a broker that led before: it counts only where it is of a time to come.
            if isNew {
                difference.isAtLeast(moment - answer.seen)
            } else if moment - written.after > tolerance {
                difference.isAtLeast(moment - written.after)
            }
            return true
        }
        var distance = tolerance
        for _ in 0..<mostDoublings where low == nil || high == nil {
            if high == nil, !(await take(start.advanced(by: distance))) { return difference }
            if low == nil, !(await take(start.advanced(by: .zero - distance))) { return difference }
            distance = distance * 2
        }
        while let from = low, let to = high {
            let resolution = hasFoundNew ? max(resolution, (to - start) / 10) : finestResolution
            guard to - from > resolution, await take(from.advanced(by: (to - from) / 2)) else { break }
        }
        return difference
    }
}

/// How far one clock is ahead of another, as far as that is known; below zero where it is behind.
struct ClockDifference: Hashable, Sendable {
    private var least: Duration?
    private var limit: Duration?

    /// It is so much or more.
    mutating func isAtLeast(_ difference: Duration) { least = max(least ?? difference, difference) }

    /// It is less than that.
    mutating func isBelow(_ difference: Duration) { limit = min(limit ?? difference, difference) }

    /// The largest distance, ahead or behind, that is not ruled out; `nil` where a side is not known.
    var most: Duration? {
        guard let least, let limit else { return nil }
        return max(limit, .zero - least)
    }

    /// Which clock is how far ahead, in words, where that is certainly more than a tolerance.
    func excess(_ tolerance: Duration) -> String? {
        if let least, least > tolerance { return "at least \(DurationText.text(least)) ahead of" }
        if let limit, limit < .zero - tolerance { return "at least \(DurationText.text(.zero - limit)) behind" }
        return nil
    }
}

extension Timestamp {
    /// How much later one moment is than another.
    fileprivate static func - (left: Timestamp, right: Timestamp) -> Duration {
        .nanoseconds(left.nanoseconds) - .nanoseconds(right.nanoseconds)
    }
}
