import Cluster
import Kafka
import Offsets
import Syntax

/// How a command is told which cluster to talk to.
enum ClusterOptions {
    /// The brokers to begin with.
    static let bootstrapServer = Option<String?>(
        "bootstrap-server",
        servers,
        environment: "TIDEMARK_BOOTSTRAP_SERVER",
        help: "bootstrap servers"
    )
    /// librdkafka's own settings.
    static let property = Option<[NameValue]>(
        repeated: .short("X"),
        .nameValue(),
        help: "a librdkafka property by its own name; NAME=@FILE reads the value from a file of mode 0600"
    )
    /// The Java client's settings.
    static let commandConfig = Option<String?>(
        "command-config",
        .nonEmptyText("FILE", .file),
        environment: "TIDEMARK_COMMAND_CONFIG",
        help: "the Java client's properties file, as Kafka's own tools take it; -X wins over it"
    )
    /// Which client reads and writes.
    static let client = Option<ClientChoice?>(
        "client",
        .choice,
        environment: "TIDEMARK_CLIENT",
        help: "who reads and writes: Tidemark's own client, librdkafka, or the first that knows all properties"
    )
    /// Which cluster of the configuration file.
    static let cluster = Option<String?>(
        "cluster",
        .nonEmptyText("NAME", .name(.configuredCluster)),
        environment: "TIDEMARK_CLUSTER",
        help: "which [cluster.NAME] of the configuration file; needed where it has several"
    )
    /// Whether a name of the file may stand for another cluster than before.
    static let acceptsNewClusterID = Flag(
        "accept-new-cluster-id",
        help: "let the name of the file stand for the cluster that is reached, although it stood for another one before"
    )
    /// The deadline of a command that only looks.
    static let lookingTimeout = timeout(Defaults.lookingTimeout)
    /// The deadline of a command that writes.
    static let restoringTimeout = timeout(Defaults.restoringTimeout)

    /// The options of a command that only looks.
    static let looking = OptionGroup(
        "Cluster",
        ConfigurationFile.option,
        cluster,
        acceptsNewClusterID,
        bootstrapServer,
        property,
        commandConfig,
        client,
        lookingTimeout,
        exits: CommandExits.cluster
    )
    /// The options of a command that writes.
    static let restoring = OptionGroup(
        "Cluster",
        ConfigurationFile.option,
        cluster,
        acceptsNewClusterID,
        bootstrapServer,
        property,
        commandConfig,
        client,
        restoringTimeout,
        exits: CommandExits.cluster
    )

    /// A list of hosts with their ports.
    static var servers: ValueParser<String> {
        ValueParser(placeholder: "HOST:PORT[,…]") { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue("the value is empty") }
            do throws(KafkaError) {
                _ = try BootstrapServers(text)
            } catch {
                throw InvalidValue(error.message)
            }
            return text
        }
    }

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
