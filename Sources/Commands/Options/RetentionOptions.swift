import Offsets
import Settings
import Store
import Syntax

/// Which snapshots are kept.
enum RetentionOptions {
    /// More is a typing mistake: one a minute for two months.
    private static let mostKept = 100_000
    /// A snapshot that is kept for a century is not kept by a rule.
    private static let longestKept = Duration.seconds(100 * 366 * 24 * 60 * 60)

    private static let last = count(.last, help: "keep the newest COUNT")
    private static let hourly = count(.hourly, help: "keep the newest of each of COUNT hours that have any")
    private static let daily = count(.daily, help: "the same for days")
    private static let weekly = count(.weekly, help: "the same for weeks")
    private static let monthly = count(.monthly, help: "the same for months")
    private static let yearly = count(.yearly, help: "the same for years")
    private static let counts: [(RetentionRule, Option<Int?>)] = [
        (.last, last), (.hourly, hourly), (.daily, daily), (.weekly, weekly), (.monthly, monthly), (.yearly, yearly),
    ]
    private static let within = Option<Duration?>(
        "keep-within",
        .duration(upTo: longestKept),
        help: "keep all that are less than DURATION older than the newest"
    )
    private static let fewest = Option<Int?>(
        "min-keep",
        .count(upTo: mostKept),
        defaultText: "that of the job, else \(RetentionPolicy.usualFewest)",
        help: "COUNT complete snapshots stay, whatever the rules say"
    )
    private static let trash = Option<Duration?>(
        "trash",
        .duration(upTo: longestKept),
        defaultText: "that of the job, else \(DurationText.text(RetentionPolicy.usualGrace))",
        help: "how long what is removed can be had back"
    )

    static let all = OptionGroup(
        "Retention",
        last,
        hourly,
        daily,
        weekly,
        monthly,
        yearly,
        within,
        fewest,
        trash
    )

    /// Whether a rule is given, which takes the place of those of all jobs.
    private static func hasRule(_ arguments: ParsedArguments) -> Bool {
        arguments.origin(of: within) != .absent || counts.contains { arguments.origin(of: $0.1) != .absent }
    }

    private static func count(_ rule: RetentionRule, help: String) -> Option<Int?> {
        Option(OptionName(stringLiteral: "keep-\(rule.rawValue)"), .count(upTo: mostKept), help: help)
    }

    /// What holds for snapshots: the rules on the command line for all of them, else those of their job in the
    /// configuration file.
    ///
    /// - Throws: What is wrong with the file; a file that nobody has named need not be there.
    static func retention(_ arguments: ParsedArguments, _ context: CommandContext) throws -> ChosenRetention {
        let (fewest, trash) = (try arguments[fewest], try arguments[trash])
        guard !hasRule(arguments) else {
            var rules: [RetentionRule: Int] = [:]
            for (rule, option) in counts { rules[rule] = try arguments[option] }
            let policy = RetentionPolicy(
                rules,
                within: try arguments[within],
                fewest: fewest ?? RetentionPolicy.usualFewest
            )
            return ChosenRetention(
                everywhere: policy,
                trash: trash,
                journal: context.settings?.store.journalRetention ?? JournalRetention()
            )
        }
        var settings = context.settings
        if settings == nil {
            do {
                settings = try ConfigurationFile.settings(arguments, context)
            } catch let error as TidemarkError
                where error.code == .noSuchFile && arguments.origin(of: ConfigurationFile.option) == .absent
            {
                settings = nil
            }
        }
        var chosen = ChosenRetention(
            trash: trash,
            journal: settings?.store.journalRetention ?? JournalRetention()
        )
        for job in settings?.jobs ?? [] {
            guard let retention = job.retention else { continue }
            chosen.jobs[job.name.value] = retention.policy
            if let fewest { chosen.jobs[job.name.value]?.fewest = fewest }
            chosen.graces[job.name.value] = retention.trash.value
        }
        return chosen
    }
}

/// The policies that hold, and how long what they remove stays in the trash.
struct ChosenRetention: Hashable, Sendable {
    /// The policy of the command line, which is that of all snapshots.
    var everywhere: RetentionPolicy?
    /// How long the command line says that what is removed can be had back.
    var trash: Duration?
    /// What stays in the journal.
    var journal = JournalRetention()
    /// The policies of the jobs.
    var jobs: [String: RetentionPolicy] = [:]
    /// The graces of the jobs.
    var graces: [String: Duration] = [:]

    /// The policy of a group; `nil` where there is none.
    func policy(of group: RetentionGroup) -> RetentionPolicy? {
        everywhere ?? group.job.flatMap { jobs[$0] }
    }

    /// How long what is removed of a job can be had back.
    func grace(of job: String?) -> Duration {
        trash ?? job.flatMap { graces[$0] } ?? RetentionPolicy.usualGrace
    }
}
