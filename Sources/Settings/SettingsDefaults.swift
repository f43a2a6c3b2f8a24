import Offsets

/// Every default and limit of the configuration file, with its reason.
enum SettingsDefaults {
    /// 1 MiB: some thousand jobs, and far from what would fill the memory.
    static let longestFile = 1_024 * 1_024
    /// Names are labels of metrics and words of a command line.
    static let longestName = 64
    /// UTC has no changes of the clocks.
    static let zone = "UTC"
    /// Run exactly when it is due: what `schedule check` says is what happens.
    static let jitter = Duration.zero
    /// Beyond a day it would be another schedule.
    static let longestJitter = Duration.seconds(24 * 60 * 60)
    /// Snapshots from before there were keys can be restored.
    static let requiresAuthentic = false
    /// A missed backup is made up for.
    static let catchesUp = true
    /// That of `snapshot`: long enough for 10 000 groups over a slow line.
    static let timeout = Duration.seconds(2 * 60)
    /// A deadline beyond a day is a typing mistake.
    static let longestTimeout = Duration.seconds(24 * 60 * 60)
    /// A view that rights limit is a mistake unless somebody says otherwise.
    static let acceptsLimitedView = false
    /// That of `snapshot`.
    static let suspiciousBelow = Suspicion.usualPercentage
    /// More is a typing mistake: one a minute for two months.
    static let mostKept = 100_000
    /// A snapshot that is kept for a century is not kept by a rule.
    static let longestKept = Duration.seconds(100 * 366 * 24 * 60 * 60)
    /// The last good snapshot is never removed.
    static let fewestKept = RetentionPolicy.usualFewest
    /// A week to notice that something is missing.
    static let trash = RetentionPolicy.usualGrace
    /// That of the journal.
    static let journalRuns = JournalRetention.usualRuns
    /// More would make every opening of the journal slow.
    static let mostJournalRuns = 100_000
    /// That of the journal.
    static let journalAge = JournalRetention.usualAge
    /// What was done yesterday is what somebody may want to undo.
    static let shortestJournalAge = Duration.seconds(24 * 60 * 60)
    /// A reason is worth something where it is meant.
    static let requiresReason = false
    /// A hook tells somebody; it does no work of its own.
    static let hookTimeout = Duration.seconds(30)
    /// A hook that takes longer than an hour is a job of another program.
    static let longestHookTimeout = Duration.seconds(60 * 60)
    /// A Prometheus takes some thousand series of one target without notice.
    static let lagGroupsLimit = 1_000
    /// More would fill the memory of whoever collects them.
    static let mostLagGroups = 100_000
    /// What fits a column of a table.
    static let longestTag = 64
    /// More are a database of their own.
    static let mostTags = 32
    /// What Linux allows for the address of a socket (`sun_path`), without its last zero.
    static let longestSocketPath = 107
    /// NAME_MAX of Linux.
    static let longestCredentialName = 255
}
