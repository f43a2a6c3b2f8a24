/// Decides which snapshots are kept.
///
/// It follows restic's rules, and is more careful where restic's subject is another one: complete, partial and suspicious
/// snapshots are counted apart, so that none displaces one of another kind; what is dated in the future stays and is not
/// counted; so do a number of the newest complete ones, whatever is held, and the one that was taken last, which the next
/// one follows.
public enum Retention {
    /// Judges snapshots, those of each cluster and job by themselves.
    ///
    /// - Parameters:
    ///   - candidates: The snapshots in the order in which they were taken, oldest first.
    ///   - now: The present moment.
    ///   - policy: The policy of a group; `nil` where there is none, and then all of it is kept.
    /// - Returns: A verdict for each, in the same order.
    public static func judge(
        _ candidates: [RetentionCandidate],
        at now: Timestamp,
        policy: (RetentionGroup) -> RetentionPolicy?
    ) -> [RetentionVerdict] {
        var reasons = [[RetentionReason]](repeating: [], count: candidates.count)
        for (group, places) in Dictionary(grouping: candidates.indices, by: { candidates[$0].group }) {
            guard let policy = policy(group) else {
                for place in places { reasons[place] = [.noPolicy] }
                continue
            }
            guard !policy.isEmpty else {
                for place in places { reasons[place] = [.emptyPolicy] }
                continue
            }
            let past = places.filter { candidates[$0].startedAt <= now }
            for state in SnapshotState.allCases {
                // Newest first; of two of the same moment, the one that was taken later.
                let newestFirst = past.filter { candidates[$0].state == state }
                    .sorted { (candidates[$0].startedAt, $0) > (candidates[$1].startedAt, $1) }
                let moments = newestFirst.map { candidates[$0].startedAt }
                for (place, found) in zip(newestFirst, kept(moments, by: policy)) { reasons[place] += found }
                guard state == .complete else { continue }
                for place in newestFirst.prefix(max(0, policy.fewest)) { reasons[place].append(.fewest(policy.fewest)) }
            }
            for place in places {
                if candidates[place].startedAt > now { reasons[place].append(.future) }
                switch candidates[place].protection {
                case .none: break
                case .held(let end): reasons[place].append(.held(until: end))
                case .unknown: reasons[place].append(.unreadableMarks)
                }
            }
            // Where no clock was set back, a rule keeps it already.
            if let last = places.last, reasons[last].isEmpty { reasons[last] = [.newest] }
        }
        return zip(candidates, reasons).map { RetentionVerdict($0, $1) }
    }

    /// Restic's rules: which of these moments, newest first, are kept, and why.
    private static func kept(_ moments: [Timestamp], by policy: RetentionPolicy) -> [[RetentionReason]] {
        struct Bucket {
            let rule: RetentionRule
            var left: Int
            var last: Int64?
        }
        var buckets = RetentionRule.allCases.map { Bucket(rule: $0, left: policy.counts[$0] ?? 0) }
        let limit = policy.within.flatMap { within in moments.first.map { $0.advanced(by: .zero - within) } }
        return moments.enumerated().map { number, moment in
            var reasons: [RetentionReason] = []
            if let within = policy.within, let limit, moment > limit { reasons.append(.within(within)) }
            let isOldest = number == moments.count - 1
            for index in buckets.indices where buckets[index].left > 0 {
                let period = buckets[index].rule.period(of: moment, number: number)
                let isNew = period != buckets[index].last
                // The oldest one stays as long as a rule has counts left, which keeps the history as long as it can be.
                guard isNew || isOldest else { continue }
                buckets[index].last = period
                buckets[index].left -= 1
                reasons.append(.rule(buckets[index].rule, isOldest: !isNew))
            }
            return reasons
        }
    }
}

extension RetentionRule {
    private static let secondsPerHour: Int64 = 3_600
    private static let hoursPerDay: Int64 = 24
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
    private static let monthsPerYear: Int64 = 12
    /// The epoch was a Thursday, three days into its week.
    private static let daysBeforeEpoch: Int64 = 3

    /// A number for the period that a moment is in, the same for all moments of the period.
    fileprivate func period(of moment: Timestamp, number: Int) -> Int64 {
        let seconds = RFC3339.split(moment.nanoseconds, by: Self.nanosecondsPerSecond).quotient
        let hours = RFC3339.split(seconds, by: Self.secondsPerHour).quotient
        let days = RFC3339.split(hours, by: Self.hoursPerDay).quotient
        switch self {
        case .last: return Int64(number)
        case .hourly: return hours
        case .daily: return days
        case .weekly: return RFC3339.split(days + Self.daysBeforeEpoch, by: 7).quotient
        case .monthly:
            let date = RFC3339.date(daysSinceEpoch: days)
            return date.year * Self.monthsPerYear + date.month
        case .yearly: return RFC3339.date(daysSinceEpoch: days).year
        }
    }
}
