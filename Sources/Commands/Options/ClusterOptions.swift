import Syntax

/// How a command is told which cluster to talk to.
enum ClusterOptions {
    /// The brokers to begin with.
    static let bootstrapServer = Option<String?>(
        "bootstrap-server",
        .nonEmptyText("HOST:PORT[,…]"),
        environment: "TIDEMARK_BOOTSTRAP_SERVER",
        help: "bootstrap servers"
    )
    /// librdkafka's own settings.
    static let property = Option<[NameValue]>(
        repeated: .short("X"),
        .nameValue(),
        help: "a librdkafka property by its own name"
    )
    /// The deadline of a command that only looks.
    static let lookingTimeout = timeout(Defaults.lookingTimeout)
    /// The deadline of a command that writes.
    static let restoringTimeout = timeout(Defaults.restoringTimeout)

    /// The options of a command that only looks.
    static let looking = OptionGroup(
        "Cluster",
        bootstrapServer,
        property,
        lookingTimeout,
        exits: CommandExits.cluster
    )
    /// The options of a command that writes.
    static let restoring = OptionGroup(
        "Cluster",
        bootstrapServer,
        property,
        restoringTimeout,
        exits: CommandExits.cluster
    )

    private static func timeout(_ duration: Duration) -> Option<Duration> {
        Option(
            "timeout",
            .duration(upTo: Defaults.longestTimeout),
            default: duration,
            defaultText: DurationText.text(duration),
            help: "one deadline for the whole command"
        )
    }
}
