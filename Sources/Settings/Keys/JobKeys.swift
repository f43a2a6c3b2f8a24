import Offsets

/// `[job.NAME]`.
enum JobKeys {
    static let cluster = Key<String?>(
        "cluster",
        .text,
        absent: "the only cluster of the file",
        example: "\"prod\"",
        "The name of its cluster; needed where the file has several."
    )
    static let schedule = Key<CalendarExpression?>(
        "schedule",
        .schedule,
        absent: nil,
        example: "\"*-*-* 03:00:00\"",
        "When it is due, as systemd's OnCalendar=; `tidemark schedule check` shows what that comes to."
    )
    static let zone = Key<String>(
        "zone",
        .zone,
        default: SettingsDefaults.zone,
        example: "\"Europe/Paris\"",
        "The time zone of the schedule."
    )
    static let jitter = Key<Duration>(
        "jitter",
        .duration(.zero...SettingsDefaults.longestJitter),
        default: SettingsDefaults.jitter,
        inherits: "that of [daemon]",
        example: "\"2m\"",
        "The longest delay of a run, so that not every host starts at once; the delay is always the same on one host."
    )
    static let catchUp = Key<Bool>(
        "catch-up",
        .truth,
        default: SettingsDefaults.catchesUp,
        example: "true",
        "Whether one run makes up for those that were missed while the machine was off."
    )
    static let timeout = Key<Duration>(
        "timeout",
        .duration(.seconds(1)...SettingsDefaults.longestTimeout),
        default: SettingsDefaults.timeout,
        example: "\"2m\"",
        "The deadline of a run."
    )
    static let acceptLimitedView = Key<Bool>(
        "accept-limited-view",
        .truth,
        default: SettingsDefaults.acceptsLimitedView,
        example: "false",
        "Whether a snapshot may be complete although the user has not the right to see every group and topic."
    )
    static let suspiciousBelow = Key<Int>(
        "suspicious-below",
        .percentage,
        default: SettingsDefaults.suspiciousBelow,
        example: "\"50%\"",
        "A snapshot with fewer groups or offsets, compared with the one before, is suspicious."
    )
    static let groups = Key<[String]>(
        "groups",
        .list(of: .pattern),
        default: [],
        inherits: "all",
        example: "[\"*\"]",
        "The groups whose whole name matches: a glob, or a regular expression after re:."
    )
    static let excludeGroups = Key<[String]>(
        "exclude-groups",
        .list(of: .pattern),
        default: [],
        example: "[\"console-consumer-*\"]",
        "Groups to leave out; wins over groups."
    )
    static let topics = Key<[String]>(
        "topics",
        .list(of: .topicPattern),
        default: [],
        inherits: "all",
        example: "[\"*\"]",
        "The topics whose whole name matches; TOPIC:0,1,2 means these partitions."
    )
    static let excludeTopics = Key<[String]>(
        "exclude-topics",
        .list(of: .topicPattern),
        default: [],
        example: "[\"scratch-*\"]",
        "Topics to leave out; wins over topics."
    )
    static let tags = Key<[String]>(
        "tags",
        .list(of: .tag, distinct: true, most: SettingsDefaults.mostTags),
        default: [],
        example: "[\"nightly\"]",
        "Labels of its snapshots."
    )

    static let table = SettingTable(
        "job",
        "NAME",
        meaning: "Which snapshots are taken when, under a name of yours.",
        keys: [
            cluster.description, schedule.description, zone.description, jitter.description, catchUp.description,
            timeout.description, groups.description, excludeGroups.description, topics.description,
            excludeTopics.description, acceptLimitedView.description, suspiciousBelow.description, tags.description,
        ]
    )
}

/// `[job.NAME.retention]`.
enum RetentionKeys {
    static let last = count("last", 7, "How many of the newest snapshots are kept.")
    static let hourly = count(
        "hourly",
        24,
        "How many hours keep their newest snapshot; an hour without one does not count."
    )
    static let daily = count("daily", 30, "The same for days.")
    static let weekly = count("weekly", 8, "The same for weeks.")
    static let monthly = count("monthly", 12, "The same for months.")
    static let yearly = count("yearly", 3, "The same for years.")
    static let within = Key<Duration?>(
        "within",
        .duration(.seconds(1)...SettingsDefaults.longestKept),
        absent: "none",
        example: "\"2d\"",
        "Snapshots no older than this are kept."
    )
    static let fewest = Key<Int>(
        "min-keep",
        .number(0...SettingsDefaults.mostKept),
        default: SettingsDefaults.fewestKept,
        example: "3",
        "How many complete snapshots stay, whatever the rules say."
    )
    static let trash = Key<Duration>(
        "trash",
        .duration(.zero...SettingsDefaults.longestKept),
        default: SettingsDefaults.trash,
        example: "\"7d\"",
        "How long a removed snapshot stays in the trash, where `tidemark undelete` finds it."
    )

    static let table = SettingTable(
        "job",
        "NAME",
        "retention",
        meaning:
            "Which of its snapshots are kept: those that any of these rules keeps. Without this table none is removed.",
        keys: [
            last.description, hourly.description, daily.description, weekly.description, monthly.description,
            yearly.description, within.description, fewest.description, trash.description,
        ]
    )

    private static func count(_ name: String, _ example: Int, _ meaning: String) -> Key<Int> {
        Key(name, .number(0...SettingsDefaults.mostKept), default: 0, example: "\(example)", meaning)
    }
}
