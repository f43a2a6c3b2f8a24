import Daemon
import Offsets

/// A state with every metric in it.
enum MetricsSample {
    /// Two jobs, one of which has not run yet; a store; lags of two clusters.
    static func everything() throws -> MetricsState {
        var state = MetricsState()
        state.version = "0.1.0"
        state.libraries = ["librdkafka": "2.0.2", "sqlite": "3.40.1"]
        var nightly = JobMetrics(name: "nightly", cluster: "prod")
        nightly.lastSuccess = Timestamp(nanoseconds: 1_795_662_000_250_000_000)
        nightly.lastAttempt = Timestamp(nanoseconds: 1_795_665_600_000_000_000)
        nightly.nextRun = Timestamp(nanoseconds: 1_795_748_400_000_000_000)
        nightly.scheduleInterval = .seconds(86_400)
        nightly.late = .milliseconds(1_500)
        nightly.lastSnapshot = SnapshotMetrics(listed: 120, captured: 118, failed: 2, offsets: 4_800, bytes: 65_536)
        nightly.attempts = [.complete: 40, .partial: 2, .failed: 1]
        nightly.durations.note(.milliseconds(300))
        nightly.durations.note(.seconds(2))
        state.jobs = [nightly, JobMetrics(name: "hourly", cluster: "prod")]
        var store = StoreMetrics()
        store.snapshots = 42
        store.bytes = 2_752_512
        store.freeBytes = 10_000_000_000
        store.damagedFiles = 0
        store.runs = [.done: 3, .aborted: 1]
        store.unfinishedRuns = 0
        state.store = store
        state.lags = try GroupLags(groups: ["billing-*"], limit: 2)
        state.lags.note(snapshot(groups: ["billing-a", "billing-b", "shop"]), of: "prod", by: "nightly")
        state.lags.note(snapshot(groups: ["billing-a"]), of: "staging", by: "staging")
        return state
    }

    /// A snapshot of groups that are each 5 records behind on `orders` 0 and beyond the end on `orders` 1; `unbound` ones
    /// have committed to a log whose end is not known.
    static func snapshot(groups: [String], unbound: Set<String> = []) -> Snapshot {
        let orders = TopicLogs(
            topic: "orders",
            id: nil,
            partitionCount: 2,
            bounds: [0: LogBounds(start: 0, end: 105), 1: LogBounds(start: 0, end: 7)]
        )
        return Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: "xyz", name: "prod"),
                bootstrapServers: "127.0.0.1:9092",
                startedAt: Timestamp(nanoseconds: 0),
                finishedAt: Timestamp(nanoseconds: 0),
                tidemarkVersion: "0.1.0",
                client: "2.0.2"
            ),
            coverage: Coverage(listed: groups.count, selected: groups.count, captured: groups.count),
            groups: groups.sorted().map { name in
                let offsets = [(0 as Int32, 100 as Int64), (1, 9)] + (unbound.contains(name) ? [(2, 1)] : [])
                return GroupOffsets(
                    group: GroupID(name),
                    state: .empty,
                    type: .classic,
                    offsets: offsets.map {
                        CommittedOffset(TopicPartition(topic: "orders", partition: $0.0), offset: $0.1)
                    }
                )
            },
            topics: [orders]
        )
    }
}
