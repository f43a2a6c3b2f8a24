import Cluster
import Kafka
import Offsets
import Store
import Syntax

extension ClusterOptions {
    /// librdkafka's own name for what `--bootstrap-server` says.
    private static let bootstrapProperty = "bootstrap.servers"
    /// What a value begins with that is in a file; twice, and the value begins with one.
    private static let fileMark = "@"

    /// How to reach the cluster that the options name; warns of secrets where others can read them.
    ///
    /// - Parameters:
    ///   - arguments: The options.
    ///   - context: Where warnings go.
    /// - Returns: The configuration.
    /// - Throws: `no-cluster` (exit 64) when they name none; exit 78 when a file cannot be used.
    static func configuration(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) throws -> KafkaConfiguration {
        let file = try arguments[commandConfig].map { try javaConfiguration($0, context) }
        let given = try properties(arguments, context)
        let servers =
            try arguments[bootstrapServer]
            ?? given.last { $0.name == bootstrapProperty }.map {
                try checked($0.value, in: "-X \(bootstrapProperty)", .badServers)
            }
            ?? file?.bootstrapServers.map {
                try checked($0, in: "\(try arguments[commandConfig] ?? ""): \(bootstrapProperty)", .badServersInFile)
            }
        guard let servers else {
            throw TidemarkError(
                .noCluster,
                "no bootstrap server given",
                hint: "Name its brokers with --bootstrap-server HOST:PORT or TIDEMARK_BOOTSTRAP_SERVER."
            )
        }
        return KafkaConfiguration(bootstrapServers: servers, properties: (file?.properties ?? []) + given)
    }

    /// The properties given with `-X`, those in files read.
    private static func properties(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) throws -> [KafkaConfiguration.Property] {
        var exposed: [String] = []
        let properties = try arguments[property].map { given in
            guard given.value.hasPrefix(fileMark) else {
                if KafkaConfiguration.Property.isSecret(given.name) { exposed.append(given.name) }
                return KafkaConfiguration.Property(name: given.name, value: given.value)
            }
            let rest = String(given.value.dropFirst(fileMark.count))
            guard !rest.hasPrefix(fileMark) else {
                if KafkaConfiguration.Property.isSecret(given.name) { exposed.append(given.name) }
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
                    + "write -X \(exposed[0])=@FILE, or use --command-config"
            )
        }
        return properties
    }

    /// What a properties file of the Java client says.
    private static func javaConfiguration(
        _ path: String,
        _ context: CommandContext
    ) throws(TidemarkError) -> JavaClientConfiguration {
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
