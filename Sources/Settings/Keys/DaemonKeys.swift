/// `[daemon]`.
enum DaemonKeys {
    static let metrics = Key<MetricsAddress?>(
        "metrics",
        .metricsAddress,
        absent: "off",
        example: "\"127.0.0.1:9464\"",
        "Where Prometheus reads metrics: a loopback address with its port, or unix:/PATH."
    )
    static let textfile = Key<String?>(
        "textfile",
        .absolutePath,
        absent: "off",
        example: "\"/var/lib/prometheus/node-exporter/tidemark.prom\"",
        "The file with the same metrics that is written for node_exporter."
    )
    static let lagGroups = Key<[String]>(
        "lag-groups",
        .list(of: .pattern),
        default: [],
        example: "[\"billing-*\"]",
        "The groups whose lag is among the metrics, as the last snapshot saw it."
    )
    static let lagGroupsLimit = Key<Int>(
        "lag-groups-limit",
        .number(1...SettingsDefaults.mostLagGroups),
        default: SettingsDefaults.lagGroupsLimit,
        example: "1000",
        "The most groups with a lag metric; another metric counts those left out."
    )
    static let jitter = Key<Duration>(
        "jitter",
        .duration(.zero...SettingsDefaults.longestJitter),
        default: SettingsDefaults.jitter,
        example: "\"2m\"",
        "The jitter of jobs that say nothing."
    )

    static let table = SettingTable(
        "daemon",
        meaning: "Settings of the daemon itself.",
        keys: [
            metrics.description, textfile.description, lagGroups.description, lagGroupsLimit.description,
            jitter.description,
        ]
    )
}

/// `[job.NAME.ping]` and `[daemon.ping]`.
enum PingKeys {
    static let address = Key<CredentialReference?>(
        "url-credential",
        .credential,
        absent: "none",
        example: "\"healthchecks-url\"",
        "Where the address is: the name of a credential, or an absolute path of mode 0600 or stricter."
    )

    static let ofJob = SettingTable(
        "job",
        "NAME",
        "ping",
        meaning:
            "An address that is called at the start, success and failure of each run, as healthchecks.io has them.",
        keys: [address.description]
    )
    static let ofDaemon = SettingTable(
        "daemon",
        "ping",
        meaning: "The same for the jobs that have no ping of their own.",
        keys: [address.description]
    )
}

/// `[job.NAME.hooks]` and `[daemon.hooks]`.
enum HookKeys {
    static let before = program("before", "prepare", "Before a run; when it fails, the run does not take place.")
    static let after = program("after", "tell-us", "After a run that succeeded.")
    static let failed = program("failed", "page-us", "After a run that failed.")
    static let finally = program("finally", "clean-up", "After any run.")
    static let timeout = Key<Duration>(
        "timeout",
        .duration(.seconds(1)...SettingsDefaults.longestHookTimeout),
        default: SettingsDefaults.hookTimeout,
        example: "\"30s\"",
        "How long each of them may take."
    )

    static let ofJob = SettingTable(
        "job",
        "NAME",
        "hooks",
        meaning: "Programs with their arguments, run without a shell, which get the run as JSON on standard input.",
        keys: keys
    )
    static let ofDaemon = SettingTable(
        "daemon",
        "hooks",
        meaning: "The same for the jobs that have no hooks of their own.",
        keys: keys
    )

    private static let keys = [
        before.description, after.description, failed.description, finally.description, timeout.description,
    ]

    private static func program(_ name: String, _ example: String, _ meaning: String) -> Key<[String]> {
        Key(name, .program, default: [], example: "[\"/usr/local/bin/\(example)\", \"--quietly\"]", meaning)
    }
}
