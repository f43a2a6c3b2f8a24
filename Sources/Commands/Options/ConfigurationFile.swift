import Daemon
import Offsets
import Settings
import Store
import Syntax

/// The configuration file of a command.
enum ConfigurationFile {
    /// Which one it is.
    static let option = Option<String>(
        "config",
        .nonEmptyText("FILE", .file),
        default: Defaults.configuration,
        defaultText: Defaults.configuration,
        environment: "TIDEMARK_CONFIG",
        help: "the configuration file"
    )
    /// The option under its heading.
    static let group = OptionGroup("Configuration", option)

    /// What the file says, as far as a command uses it.
    ///
    /// It is read where it is named, and where something that the command needs is said nowhere else, so that a file that
    /// is broken, or is not everybody's to read, stands in nobody's way who says all by hand.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - arguments: Its arguments, without those of the file.
    ///   - context: The environment.
    /// - Returns: The settings; `nil` where the command uses none, or nobody has named a file and there is none.
    /// - Throws: As ``settings(_:_:looksAtSecrets:)``.
    static func settings(
        for command: Command,
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) throws -> Settings? {
        guard command.usesSettings else { return nil }
        let isNamed = arguments.origin(of: option) != .absent
        guard try isNamed || isNeeded(by: command, arguments) else { return nil }
        do {
            return try settings(arguments, context)
        } catch let error as TidemarkError where error.code == .noSuchFile && !isNamed {
            return nil
        }
    }

    private static func isNeeded(by command: Command, _ arguments: ParsedArguments) throws -> Bool {
        // Of those that may ask a cluster, `verify` does so only where that is said.
        let isSaid = !command.has(VerifyCommand.against) || arguments.origin(of: VerifyCommand.against) != .absent
        let hasCluster = command.has(ClusterOptions.bootstrapServer) && isSaid
        // One that only looks at a cluster needs the store for a cluster of the file alone.
        let needsStore = command.has(StoreOptions.wait) || !hasCluster
        if needsStore, arguments.origin(of: StoreOptions.store) == .absent { return true }
        guard hasCluster else { return false }
        let isNamedInFile = [
            arguments.origin(of: ClusterOptions.cluster), arguments.origin(of: SnapshotCommand.job),
        ].contains { $0 != .absent }
        return try isNamedInFile || !ClusterOptions.namesServers(arguments)
    }

    /// What the file says.
    ///
    /// - Parameters:
    ///   - arguments: The options.
    ///   - context: The environment, for time zones and credentials, and where the file usually is.
    ///   - looksAtSecrets: Whether the files of secrets are looked at.
    /// - Returns: The settings.
    /// - Throws: `bad-configuration` (exit 78) with every mistake, `no-such-file` (66), 74 or 77 when it cannot be read.
    static func settings(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        looksAtSecrets: Bool = false
    ) throws -> Settings {
        try contents(arguments, context, looksAtSecrets: looksAtSecrets).settings
    }

    /// What the file says, as ``settings(_:_:looksAtSecrets:)``, with the bytes that say it.
    static func contents(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        looksAtSecrets: Bool
    ) throws -> (settings: Settings, bytes: [UInt8]) {
        let isNamed = arguments.origin(of: option) != .absent
        let path = isNamed ? try arguments[option] : context.usualConfiguration
        let bytes = try read(context.environment[ChildCommands.heldConfiguration] ?? path, isNamed: isNamed)
        let environment = context.environment
        let surroundings = SettingsSurroundings(
            now: .now(),
            zone: { name throws(TidemarkError) in try TimeZoneFile.rules(name, environment) },
            secret: { looksAtSecrets ? Credential.view($0, fewestBytes: $1, environment) : .unseen }
        )
        do throws(SettingsError) {
            return (try Settings(bytes, file: path, in: surroundings), bytes)
        } catch {
            throw TidemarkError(error)
        }
    }

    private static func read(_ path: String, isNamed: Bool) throws(TidemarkError) -> [UInt8] {
        do throws(TidemarkError) {
            return try OperatorFile.read(path, upTo: Settings.longestFile)
        } catch {
            switch error.code {
            case .unusableFile: throw TidemarkError(.badConfiguration, error.message, hint: error.hint, cause: error)
            case .noSuchFile where !isNamed:
                throw TidemarkError(
                    .noSuchFile,
                    error.message,
                    hint: "Name another one with --config FILE or TIDEMARK_CONFIG.",
                    cause: error
                )
            case .denied where !isNamed:
                throw TidemarkError(
                    .denied,
                    error.message,
                    hint:
                        "Run this as a user who may read it, or name another file with --config FILE; with --bootstrap-server "
                        + "and --store none is needed.",
                    cause: error
                )
            default: throw error
            }
        }
    }
}
