import Demo
import Glibc
import Offsets
import Supervision
import Syntax

/// `tidemark demo`: a tour on a simulated cluster, or such a cluster to try things out on.
enum DemoCommand {
    static let serve = Flag("serve", help: "no tour: keep the cluster listening on this machine until Ctrl-C")
    static let port = Option<UInt16?>(
        "port",
        .port,
        defaultText: "one that is free",
        help: "with --serve, the port to listen on"
    )

    /// What would lead commands to another cluster.
    private static let misleading = [
        ConfigurationFile.option.declaration, ClusterOptions.cluster.declaration,
        ClusterOptions.commandConfig.declaration,
    ].compactMap(\.environment)
    /// The same without a value, which is as if it were not there.
    private static let withoutConfiguration = Dictionary(uniqueKeysWithValues: misleading.map { ($0, "") })

    static let command = Command(
        CommandSyntax(
            "demo",
            summary: "Show a backup, a bad day and a restore on a small simulated cluster",
            discussion: [
                "Needs no Kafka, no configuration and no network: the cluster is simulated inside the command, with the "
                    + "topics and groups of a small shop. Each command of the tour is run as you would run it. Nothing "
                    + "is left behind, and no other cluster or store is touched.",
                "With --serve it prints, on standard output, the export lines that make a shell's commands use the "
                    + "cluster and an empty store. Any Kafka client may use the cluster too. Both are gone when the "
                    + "command ends.",
            ],
            options: [OptionGroup("Demo", serve, port, exits: CommandExits.everywhere)],
            examples: [
                CommandExample("tidemark demo", "the tour, in a few seconds"),
                CommandExample("tidemark demo --serve --port 9092", "a cluster to try things out on"),
                CommandExample("eval \"$(tidemark demo --serve &)\"", "the same behind this shell, ready to use"),
            ],
            exits: [
                CommandExits.done, CommandExits.exit(.failure, "the groups were not as before after the restore"),
                CommandExits.exit(.cannotCreate, "no temporary directory or free port"),
                CommandExits.exit(.busy, "another program listens on the port"),
                CommandExits.exit(.denied, "not permitted by the system"),
            ] + CommandExits.everywhere
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let port = try arguments[port]
        let serves = arguments[serve]
        guard serves || port == nil else {
            throw TidemarkError(
                .portWithoutServe,
                "--port is for --serve: the tour's cluster is reached by the tour alone",
                hint: "Add --serve, or leave --port out."
            )
        }
        let interruption: Interruption?
        do {
            interruption = try await ScratchDirectory.use(in: context.environment["TMPDIR"]) { directory in
                let shop = try SimulatedShop.open(port: port ?? 0)
                if serves {
                    try await keep(shop, directory, context)
                } else {
                    try await show(shop, directory, context)
                }
            }
        } catch let stopped as StoppedTour {
            context.complain(stopped.error)
            return stopped.exitCode
        }
        guard let interruption else { return .done }
        context.note("interrupted; everything the demo made is removed")
        return interruption.code.exitCode
    }

    private static func show(_ shop: SimulatedShop, _ directory: String, _ context: CommandContext) async throws {
        let audience = Audience(readsBold: context.terminal.showsStyles(environment: context.environment)) { text in
            context.output.write(text)
            try context.output.flush()
            return context.output.isRead
        }
        try await Tour(
            on: .simulated(shop),
            directory: directory,
            program: Supervisor(),
            environment: Tidemark.environmentOfChildren(context).merging(Self.withoutConfiguration) { $1 },
            audience: audience
        ).run()
        context.output.writeLine(
            "`tidemark demo --serve` keeps such a cluster for your own experiments; `tidemark --help` lists every command."
        )
    }

    private static func keep(_ shop: SimulatedShop, _ directory: String, _ context: CommandContext) async throws {
        let servers = shop.bootstrapServers
        for setting in Setting.all(bootstrapServers: servers, in: directory) {
            context.output.writeLine("export \(setting.assignment)")
        }
        let present = misleading.filter { context.environment[$0]?.isEmpty == false }
        if !present.isEmpty { context.output.writeLine("unset \(present.joined(separator: " "))") }
        try context.output.flush()
        context.note(
            "a simulated Kafka cluster with the groups of a small shop listens on \(servers), for this machine alone"
        )
        context.note("with the lines above in a shell, try for instance:")
        context.note("  tidemark describe billing")
        context.note("  tidemark snapshot && tidemark restore latest --to billing-copy --group billing --yes")
        context.note("  kcat -b \(servers) -C -t orders -o -3 -e    # or any other Kafka client")
        context.note("Ctrl-C, or kill \(getpid()), ends it and removes the cluster and the store")
        // A shell that evaluates the lines waits for their end; see the last example.
        try context.output.close()
        // Until the operator has had enough.
        while true { try await Task.sleep(for: Defaults.longestTimeout) }
    }
}
