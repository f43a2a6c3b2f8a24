import Engine
import Offsets
import Settings
import Store

extension ClusterExamination.Demands {
    /// How many times a schedule is looked ahead to find its longest pause.
    private static let looksAhead = 1_000

    /// What the jobs of a cluster, and the snapshots there are, come to.
    ///
    /// - Parameters:
    ///   - jobs: The jobs of the cluster.
    ///   - snapshots: The snapshots of the cluster.
    ///   - now: When to look from.
    init(_ jobs: [JobSettings], _ snapshots: [StoredSnapshot], at now: Timestamp = .now()) {
        self.init()
        if let only = jobs.first, jobs.allSatisfy({ $0.selection == only.selection }) { selection = only.selection }
        acceptsLimitedView = !jobs.isEmpty && jobs.allSatisfy(\.acceptsLimitedView.value)
        // The groups of a job that takes some are safe by that job alone.
        let whole = jobs.filter { $0.selection == Selection() }.compactMap {
            Self.longestPause($0.schedule.value, after: now)
        }
        let others = jobs.compactMap { Self.longestPause($0.schedule.value, after: now) }
        longestInterval = whole.min() ?? others.max()
        if let most = snapshots.max(by: { $0.offsets < $1.offsets }) {
            largest = Size(groups: most.groups, offsets: most.offsets)
        }
    }

    /// The longest time between two moments at which a schedule is due, as far as is looked ahead.
    private static func longestPause(_ schedule: CalendarSchedule, after now: Timestamp) -> Duration? {
        guard var last = schedule.next(after: now) else { return nil }
        var longest: Duration?
        for _ in 0..<looksAhead {
            guard let next = schedule.next(after: last) else { break }
            let pause = Duration.nanoseconds(next.nanoseconds - last.nanoseconds)
            longest = max(longest ?? pause, pause)
            last = next
        }
        return longest
    }
}
