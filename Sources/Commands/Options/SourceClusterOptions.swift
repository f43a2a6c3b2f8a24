import Cluster
import Kafka
import Offsets
import Settings
import Syntax

/// How a command is told which cluster it takes groups from, where that is not the one that it writes to.
enum SourceClusterOptions {
    static let cluster = Option<String?>(
        "from-cluster",
        .nonEmptyText("NAME", .name(.configuredCluster)),
        help: "take the groups from [cluster.NAME] of the configuration file, which is only read"
    )
    static let bootstrapServer = Option<String?>(
        "from-bootstrap-server",
        ClusterOptions.servers,
        help: "take the groups from the cluster at these bootstrap servers"
    )
    static let commandConfig = Option<String?>(
        "from-command-config",
        .nonEmptyText("FILE", .file),
        help: "the Java client's properties file for that cluster"
    )
    static let translate = Option<TranslationMethod?>(
        "translate",
        .choice,
        help:
            "timestamp finds the records in other logs by their times; offset takes the offsets as they are: for logs that are "
            + "known to be the same"
    )

    /// The cluster that they name, `nil` where they name none; as whom it is only looked at.
    ///
    /// - Throws: exit 64 when it is not there or has no servers; 78 when a file cannot be used.
    static func chosen(_ arguments: ParsedArguments, _ context: CommandContext) throws -> ChosenCluster? {
        let (name, servers) = (try arguments[Self.cluster], try arguments[Self.bootstrapServer])
        let java = try arguments[commandConfig].map { try ClusterOptions.javaConfiguration(at: $0, context) }
        guard name != nil || servers != nil || java != nil else { return nil }
        let configured = try name.map { name in
            guard let settings = context.settings else {
                throw TidemarkError(
                    .noSuchConfiguredCluster,
                    "cluster '\(name)' is one of a configuration file, and there is none",
                    hint: "Name the file with --config FILE or TIDEMARK_CONFIG."
                )
            }
            return try settings.cluster(named: name)
        }
        let given = java?.properties ?? []
        let known = configured.map { $0.bootstrapServers.value.joined(separator: ",") }
        guard let bootstrap = servers ?? known ?? java?.bootstrapServers else {
            throw TidemarkError(
                .noCluster,
                "--from-command-config names no bootstrap.servers",
                hint: "Name the brokers with --from-bootstrap-server HOST:PORT."
            )
        }
        return ChosenCluster(
            name: name,
            configuration: KafkaConfiguration(
                bootstrapServers: bootstrap,
                properties: (try configured?.properties(for: .looking, besides: given, context) ?? []) + given,
                client: try arguments[ClusterOptions.client] ?? configured?.client.value ?? .auto
            )
        )
    }
}
