import Cluster
import Kafka
import Offsets
import Settings
import Store
import Syntax

extension ClusterOptions {
    /// librdkafka's own name for what `--bootstrap-server` says.
    private static let bootstrapProperty = "bootstrap.servers"
    /// What a value begins with that is in a file; twice, and the value begins with one.
    private static let fileMark = "@"

    /// Whether an option or a variable names brokers, as far as no file has to be read to tell.
    static func namesServers(_ arguments: ParsedArguments) throws -> Bool {
        guard arguments.origin(of: bootstrapServer) == .absent else { return true }
        return try arguments[property].contains { $0.name == bootstrapProperty }
    }

    /// The cluster that the options, the environment and the configuration file name; warns of secrets where others can
    /// read them.
    ///
    /// Brokers that are named by something stronger than what names a cluster of the file are another cluster, which gets
    /// none of its properties and secrets. The files of its secrets are read here, those of the second principal for a
    /// command that may write alone.
    ///
    /// - Parameters:
    ///   - arguments: The options.
    ///   - context: The settings, and where warnings go.
    ///   - use: What the command does.
    ///   - cluster: A cluster of the file that is meant whatever the options say, `nil` for what they say.
    /// - Returns: The cluster.
    /// - Throws: exit 64 when none is named, or one that is not there; 78 when a file cannot be used.
    static func chosen(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        for use: ClusterUse,
        of cluster: ClusterSettings? = nil
    ) throws -> ChosenCluster {
        let configured = try cluster.map { ($0, .option) } ?? configured(arguments, context.settings)
        let java = try javaConfiguration(arguments, context, unlessWeakerThan: configured?.by)
        let given = try properties(arguments, context)
        let servers = try servers(arguments, given, java)
        let client = try arguments[client]
        if let configured, servers.map({ $0.by >= configured.by }) ?? true {
            let isOverridden = servers.map { $0.by == configured.by } ?? false
            let given = (java?.properties ?? []) + given
            return ChosenCluster(
                name: configured.cluster.name.value,
                configuration: KafkaConfiguration(
                    bootstrapServers: (isOverridden ? servers?.text : nil)
                        ?? configured.cluster.bootstrapServers.value.joined(separator: ","),
                    properties: try configured.cluster.properties(for: use, besides: given, context) + given,
                    client: client ?? configured.cluster.client.value
                )
            )
        }
        guard let servers else { throw noCluster(context) }
        return ChosenCluster(
            name: nil,
            configuration: KafkaConfiguration(
                bootstrapServers: servers.text,
                properties: (java?.properties ?? []) + given,
                client: client ?? .auto
            )
        )
    }

    /// The brokers that are named beside the configuration file, and by whom.
    private static func servers(
        _ arguments: ParsedArguments,
        _ given: [KafkaConfiguration.Property],
        _ java: JavaClientConfiguration?
    ) throws -> (text: String, by: ClusterAuthority)? {
        var named: [(text: String, by: ClusterAuthority)] = []
        if let text = try arguments[bootstrapServer], let by = ClusterAuthority(arguments.origin(of: bootstrapServer)) {
            named.append((text, by))
        }
        if let text = given.last(where: { $0.name == bootstrapProperty })?.value {
            named.append((try checked(text, in: "-X \(bootstrapProperty)", .badServers), .option))
        }
        if let text = java?.bootstrapServers, let by = ClusterAuthority(arguments.origin(of: commandConfig)) {
            let place = "\(try arguments[commandConfig] ?? ""): \(bootstrapProperty)"
            named.append((try checked(text, in: place, .badServersInFile), by))
        }
        return named.min { $0.by < $1.by }
    }

    private static func noCluster(_ context: CommandContext) -> TidemarkError {
        let settings = context.settings
        if let settings, settings.clusters.count > 1 {
            let names = settings.clusters.map(\.name.value)
            return TidemarkError(
                .ambiguousCluster,
                "\(settings.file) has \(names.count) clusters: \(names.joined(separator: ", "))",
                hint: "Name one of them with --cluster NAME or TIDEMARK_CLUSTER."
            )
        }
        return TidemarkError(
            .noCluster,
            "no bootstrap server given" + (settings.map { ", and \($0.file) has no cluster" } ?? ""),
            hint:
                "Name its brokers with --bootstrap-server HOST:PORT or TIDEMARK_BOOTSTRAP_SERVER, or write a [cluster.NAME] "
                + "into \(settings?.file ?? context.usualConfiguration)."
        )
    }

    /// The properties given with `-X`, those in files read.
    private static func properties(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) throws -> [KafkaConfiguration.Property] {
        var exposed: [String] = []
        func expose(_ name: String) {
            if KafkaConfiguration.Property.isSecret(name), !exposed.contains(name) { exposed.append(name) }
        }
        let properties = try arguments[property].map { given in
            guard given.value.hasPrefix(fileMark) else {
                expose(given.name)
                return KafkaConfiguration.Property(name: given.name, value: given.value)
            }
            let rest = String(given.value.dropFirst(fileMark.count))
            guard !rest.hasPrefix(fileMark) else {
                expose(given.name)
                return KafkaConfiguration.Property(name: given.name, value: rest)
            }
            do throws(TidemarkError) {
                let value = try SecretFile.secret(rest, upTo: Defaults.longestSecret)
                return KafkaConfiguration.Property(name: given.name, value: value)
            } catch {
                throw TidemarkError(
                    error.code,
                    "-X \(given.name): \(error.message)",
                    hint: error.hint,
                    cause: error
                )
            }
        }
        if !exposed.isEmpty {
            context.warn(
                "everybody on this machine can read \(exposed.joined(separator: " and ")) in the list of processes; "
                    + "write -X \(exposed[0])=@FILE, or put it into a file that [cluster.NAME.secrets] of the configuration "
                    + "names, or into that of --command-config"
            )
        }
        return properties
    }

    /// What the properties file of the Java client says; one that the environment names has no say in a cluster that an
    /// option or a job names.
    private static func javaConfiguration(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        unlessWeakerThan authority: ClusterAuthority?
    ) throws -> JavaClientConfiguration? {
        guard let path = try arguments[commandConfig], let by = ClusterAuthority(arguments.origin(of: commandConfig)),
            by <= authority ?? .file
        else { return nil }
        return try javaConfiguration(at: path, context)
    }

    /// What a properties file of the Java client says; warns of a secret in it that others can read.
    ///
    /// - Throws: `bad-command-config` (exit 78) naming the file and the line; 66, 74 or 77 when it cannot be read.
    static func javaConfiguration(
        at path: String,
        _ context: CommandContext
    ) throws -> JavaClientConfiguration {
        let (bytes, openMode) = try SecretFile.settings(path, upTo: Defaults.longestCommandConfig)
        let configuration: JavaClientConfiguration
        do throws(KafkaError) {
            configuration = try JavaClientConfiguration(JavaProperties(bytes))
        } catch {
            throw TidemarkError(
                .badCommandConfig,
                "\(path), \(error.message)",
                hint: "-X sets a property of librdkafka by its own name, and wins over the file.",
                cause: error
            )
        }
        if let openMode, configuration.hasSecret {
            context.warn(
                "\(path) holds a password, and its mode \(openMode) lets others read it; chmod 600 \(path)",
                about: [.file: path]
            )
        }
        if !configuration.ignored.isEmpty {
            context.warn(
                "\(path): not used by tidemark: \(configuration.ignored.joined(separator: ", "))",
                about: [.file: path]
            )
        }
        return configuration
    }

    private static func checked(
        _ servers: String,
        in place: String,
        _ code: TidemarkError.Code
    ) throws(TidemarkError) -> String {
        do throws(KafkaError) {
            _ = try BootstrapServers(servers)
            return servers
        } catch {
            throw TidemarkError(code, "\(place): \(error.message)", cause: error)
        }
    }
}
