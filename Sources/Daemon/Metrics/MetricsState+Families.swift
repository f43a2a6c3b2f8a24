import Offsets

extension MetricsState {
    /// The label that says which job it is; `job` is Prometheus' own, which would rename ours.
    public static let jobLabel = "tidemark_job"

    /// All metrics there are, in the order in which they are written; `docs/metrics.md` is the same list.
    public var families: [MetricFamily] {
        versionFamilies + jobTimes + jobResults + storeFamilies + lagFamilies
    }

    /// A gauge or counter with a sample for each job.
    private func ofJobs(
        _ name: String,
        _ help: String,
        _ value: (JobMetrics) -> MetricFamily.Number?
    ) -> MetricFamily {
        var family = MetricFamily(.gauge, name, help)
        for job in sortedJobs { family.add(value(job), job.labels) }
        return family
    }

    /// A gauge with one sample.
    private func single(_ name: String, _ help: String, _ value: MetricFamily.Number?) -> MetricFamily {
        var family = MetricFamily(.gauge, name, help)
        family.add(value)
        return family
    }

    private var sortedJobs: [JobMetrics] { jobs.sorted { $0.name < $1.name } }

    private var versionFamilies: [MetricFamily] {
        var build = MetricFamily(.info, "tidemark_build_info", "The version of Tidemark.")
        build.add(.whole(1), [MetricFamily.Label("version", version)])
        var library = MetricFamily(.info, "tidemark_library_info", "The version of each library that Tidemark runs on.")
        for (name, version) in libraries.sorted(by: { $0.key < $1.key }) {
            library.add(.whole(1), [MetricFamily.Label("library", name), MetricFamily.Label("version", version)])
        }
        return [build, library]
    }

    private var jobTimes: [MetricFamily] {
        [
            ofJobs("tidemark_last_success_timestamp_seconds", "When the last good snapshot of the job was begun.") {
                $0.lastSuccess.map(Self.seconds)
            },
            ofJobs("tidemark_last_attempt_timestamp_seconds", "When the job last started, whether or not it succeeded.")
            {
                $0.lastAttempt.map(Self.seconds)
            },
            ofJobs("tidemark_next_run_timestamp_seconds", "When the job is next due.") {
                $0.nextRun.map(Self.seconds)
            },
            ofJobs("tidemark_schedule_interval_seconds", "The time between the next two slots of the job.") {
                $0.scheduleInterval.map { .real($0.inSeconds) }
            },
            ofJobs("tidemark_late_seconds", "For how long a snapshot of the job has been missing, 0 when none is.") {
                $0.late.map { .real(max(0, $0.inSeconds)) }
            },
        ]
    }

    private var jobResults: [MetricFamily] {
        var attempts = MetricFamily(
            .counter,
            "tidemark_snapshot_attempts_total",
            "Turns of the job by what became of them, since the daemon's start."
        )
        var durations = MetricFamily(
            .histogram,
            "tidemark_snapshot_duration_seconds",
            "How long the attempts of the job took, since the daemon's start."
        )
        for job in sortedJobs {
            // All of them from the beginning: the first failure has to be seen as an increase.
            for outcome in AttemptOutcome.allCases {
                let label = MetricFamily.Label("outcome", outcome.rawValue)
                attempts.add(.whole(job.attempts[outcome] ?? 0), job.labels + [label])
            }
            durations.add(job.durations, job.labels)
        }
        return [
            ofJobs("tidemark_groups_listed", "Groups that the cluster listed for the last snapshot of the job.") {
                $0.lastSnapshot?.listed.map { .whole($0) }
            },
            ofJobs("tidemark_groups_captured", "Groups in the last snapshot of the job.") {
                $0.lastSnapshot.map { .whole($0.captured) }
            },
            ofJobs("tidemark_groups_failed", "Groups that could not be read for the last snapshot of the job.") {
                $0.lastSnapshot?.failed.map { .whole($0) }
            },
            ofJobs("tidemark_snapshot_offsets", "Committed offsets in the last snapshot of the job.") {
                $0.lastSnapshot.map { .whole($0.offsets) }
            },
            ofJobs("tidemark_snapshot_bytes", "The size of the last snapshot of the job.") {
                $0.lastSnapshot.map { .whole($0.bytes) }
            },
            attempts,
            durations,
        ]
    }

    private var storeFamilies: [MetricFamily] {
        var runs = MetricFamily(.counter, "tidemark_runs_total", "Runs of the journal that are over, by their outcome.")
        if let counted = store?.runs {
            for state in RunState.allCases where state.isTerminal || state == .undecided {
                runs.add(.whole(counted[state] ?? 0), [MetricFamily.Label("outcome", state.rawValue)])
            }
        }
        return [
            single("tidemark_snapshots_kept", "Snapshots in the store.", store?.snapshots.map { .whole($0) }),
            single("tidemark_store_bytes", "The size of all snapshots in the store.", store?.bytes.map { .whole($0) }),
            single(
                "tidemark_store_free_bytes",
                "What may still be written to the file system of the store.",
                store?.freeBytes.map { .whole($0) }
            ),
            single(
                "tidemark_damaged_files",
                "Files of the store that are damaged or cannot be read.",
                store?.damagedFiles.map { .whole($0) }
            ),
            runs,
            single("tidemark_unfinished_runs", "Unfinished runs.", store?.unfinishedRuns.map { .whole($0) }),
        ]
    }

    private var lagFamilies: [MetricFamily] {
        guard lags.isWanted else { return [] }
        var lag = MetricFamily(
            .gauge,
            "tidemark_group_lag_records",
            "How far the group was behind in the last snapshot of a job that holds it."
        )
        for sample in lags.samples {
            lag.add(
                .whole(sample.records),
                [MetricFamily.Label("cluster", sample.cluster), MetricFamily.Label("group", sample.group.name)]
            )
        }
        return [
            lag,
            single(
                "tidemark_group_lags_left_out",
                "Groups whose lag is not shown because there are more of them than lag-groups-limit.",
                .whole(lags.leftOut)
            ),
            single(
                "tidemark_group_lags_unknown",
                "Groups whose lag is not shown because the end of a log could not be read.",
                .whole(lags.unknown)
            ),
        ]
    }

    private static func seconds(_ time: Timestamp) -> MetricFamily.Number {
        let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
        return .real(Double(seconds) + Double(rest) / Double(nanosecondsPerSecond))
    }

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000
}

extension JobMetrics {
    /// What tells its samples from those of other jobs.
    fileprivate var labels: [MetricFamily.Label] {
        [MetricFamily.Label(MetricsState.jobLabel, name), MetricFamily.Label("cluster", cluster)]
    }
}
