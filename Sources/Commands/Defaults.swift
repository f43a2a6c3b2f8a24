/// Every default and limit of the command line, with its reason.
enum Defaults {
    /// Fields are added to a JSON document within a version, never renamed or removed.
    static let jsonSchemaVersion = 1
    /// For commands that only look: long enough for 10 000 groups over a slow line, short enough for a person to wait.
    static let lookingTimeout = Duration.seconds(2 * 60)
    /// For commands that write: a transaction over thousands of groups and its read-back.
    static let restoringTimeout = Duration.seconds(15 * 60)
    /// How long a question waits for its answer: a plan is read and talked over, and a terminal is forgotten.
    static let timeToAnswer = Duration.seconds(10 * 60)
    /// A plan that was shown longer ago than this is made anew before it is carried out.
    static let planFreshness = Duration.seconds(60)
    /// How long the recovery that follows a crash waits for a journal that another tidemark has taken meanwhile.
    static let recoveryPatience = Duration.seconds(60)
    /// A deadline beyond a day is a typing mistake.
    static let longestTimeout = Duration.seconds(24 * 60 * 60)
    /// Often enough to see consumers at work, and no burden for the brokers.
    static let watchInterval = Duration.seconds(5)
    /// Looks that follow each other faster are a load and not a look.
    static let shortestWatch = Duration.milliseconds(500)
    /// A look once an hour is a job for a snapshot.
    static let longestWatch = Duration.seconds(60 * 60)
    /// So many rows of a summary tell where to look.
    static let summaryRows = 10
    /// Days of weeks in which nobody reads a topic are usual; a group that has stood still for a day is worth a look.
    static let staleAfter = Duration.seconds(24 * 60 * 60)
    /// A second look later than a day after the restore is a look at another day.
    static let longestSoak = Duration.seconds(24 * 60 * 60)
    /// Consumers that have not stopped within a day are another day's work.
    static let longestWaitForEmpty = Duration.seconds(24 * 60 * 60)
    /// An age beyond ten years is a typing mistake.
    static let longestAge = Duration.seconds(10 * 366 * 24 * 60 * 60)
    /// A pause beyond a year is a job that nobody wants.
    static let longestPause = Duration.seconds(366 * 24 * 60 * 60)
    /// 16 MiB: a line for each of 100 000 groups, and far from what would fill the memory.
    static let longestMapFile = 16 * 1_024 * 1_024
    /// 64 KiB: a key of 16 384 bits in PEM is a fifth of it.
    static let longestSecret = 64 * 1_024
    /// 1 MiB: settings with whole chains of certificates in them.
    static let longestCommandConfig = 1_024 * 1_024
    /// Nobody reads more at once, and most of so many have one cause.
    static let mostMistakes = 100
    /// 256 MiB: some million steps, which take eight times as much memory.
    static let longestPlanFile = 256 * 1_024 * 1_024
    /// Where the configuration is, as the Filesystem Hierarchy Standard has it.
    static let configuration = "/etc/tidemark/tidemark.toml"
    /// Where the store is for root, as the Filesystem Hierarchy Standard has it.
    static let systemStore = "/var/lib/tidemark"
    /// The name of the store below a user's directory for state.
    static let storeName = "tidemark"
    /// Where a user's state is when XDG_STATE_HOME does not say (XDG Base Directory Specification), below the home.
    static let userState = ".local/state"
    /// The columns of help where no terminal says otherwise.
    static let width = 80
}
