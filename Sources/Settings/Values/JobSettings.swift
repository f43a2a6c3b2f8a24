public import Offsets

/// `[job.NAME]`: which snapshots are taken when, and kept how long.
public struct JobSettings: Sendable {
    /// The name.
    public let name: Setting<String>
    /// The name of its cluster, which is one of the file.
    public let cluster: Setting<String>
    /// When it is due, in its time zone; it is due again.
    public let schedule: Setting<CalendarSchedule>
    /// By how much a run may be put off, so that not every host begins at once.
    public let jitter: Setting<Duration>
    /// Whether a run that was missed is made up for.
    public let catchesUp: Setting<Bool>
    /// The deadline of a run.
    public let timeout: Setting<Duration>
    /// Whether a view that rights limit is what is meant.
    public let acceptsLimitedView: Setting<Bool>
    /// A snapshot with fewer groups or offsets, in percent of the one before, is suspicious; from 0 to 100.
    public let suspiciousBelow: Setting<Int>
    /// Patterns of groups to take; none for all.
    public let groups: Setting<[String]>
    /// Patterns of groups to leave out.
    public let excludedGroups: Setting<[String]>
    /// Patterns of topics to take; none for all.
    public let topics: Setting<[String]>
    /// Patterns of topics to leave out.
    public let excludedTopics: Setting<[String]>
    /// Each once.
    public let tags: Setting<[String]>
    /// What is kept; `nil` when nothing is ever removed.
    public let retention: RetentionSettings?
    /// Who is told; what `[daemon.ping]` says where the job says nothing.
    public let ping: PingSettings
    /// What is run; what `[daemon.hooks]` says where the job says nothing.
    public let hooks: HookSettings

    /// Which groups and topics it is about; a `*` among the patterns is everything.
    public var selection: Selection {
        Selection(
            groups: groups.value.contains("*") ? [] : groups.value,
            excludedGroups: excludedGroups.value,
            topics: topics.value.contains("*") ? [] : topics.value,
            excludedTopics: excludedTopics.value
        )
    }
}

/// `[job.NAME.retention]`: a snapshot stays that one of these rules keeps.
public struct RetentionSettings: Sendable {
    /// The newest so many.
    public let last: Setting<Int>
    /// The newest of each of so many hours.
    public let hourly: Setting<Int>
    /// The newest of each of so many days.
    public let daily: Setting<Int>
    /// The newest of each of so many weeks.
    public let weekly: Setting<Int>
    /// The newest of each of so many months.
    public let monthly: Setting<Int>
    /// The newest of each of so many years.
    public let yearly: Setting<Int>
    /// All that are not older.
    public let within: Setting<Duration?>
    /// So many complete ones stay, whatever the rules say.
    public let fewest: Setting<Int>
    /// How long what was removed can be had back.
    public let trash: Setting<Duration>

    /// The rules as retention follows them.
    public var policy: RetentionPolicy {
        RetentionPolicy(
            [
                .last: last.value, .hourly: hourly.value, .daily: daily.value, .weekly: weekly.value,
                .monthly: monthly.value, .yearly: yearly.value,
            ],
            within: within.value,
            fewest: fewest.value
        )
    }
}

/// `[job.NAME.ping]` and `[daemon.ping]`.
public struct PingSettings: Sendable {
    /// Where the address is that is called at the start, success and failure of a run; `nil` for none.
    public let address: Setting<CredentialReference?>
}

/// `[job.NAME.hooks]` and `[daemon.hooks]`: programs with their arguments, run without a shell; empty for none.
public struct HookSettings: Sendable {
    /// Before a run; when it fails there is none.
    public let before: Setting<[String]>
    /// After a run that succeeded.
    public let after: Setting<[String]>
    /// After a run that failed.
    public let failed: Setting<[String]>
    /// After any run.
    public let finally: Setting<[String]>
    /// How long each may take.
    public let timeout: Setting<Duration>
}
