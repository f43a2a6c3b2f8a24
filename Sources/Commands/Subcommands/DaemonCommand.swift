import Cluster
import Daemon
import Glibc
import Kafka
import Offsets
import Settings
import Store
import Supervision
import Syntax

/// `tidemark daemon`: take every job's snapshots when they are due.
enum DaemonCommand {
    static let command = Command(
        CommandSyntax(
            "daemon",
            summary: "Run every job when it is due, until stopped",
            discussion: [
                "Reads the configuration, finishes restores that were interrupted, and then runs each job as the command that "
                    + "`tidemark job run` runs. Times that were missed, because the machine was off or no broker answered, "
                    + "are made up for by one run.",
                "SIGHUP reads the configuration again; one with a mistake is refused, and the one before is "
                    + "kept. Until then daemon and jobs use what was read before, even if the file changes. SIGTERM "
                    + "and SIGINT end it.",
            ],
            options: [OptionGroup("Daemon", ConfigurationFile.option, StoreOptions.store), OutputOptions.messages],
            examples: [
                CommandExample("tidemark daemon --config /etc/tidemark/tidemark.toml", "as the systemd unit does")
            ],
            exits: [
                CommandExits.exit(.done, "it was asked to end, and has"),
                CommandExits.exit(.cannotCreate, "the store cannot be created"),
                CommandExits.exit(.busy, "the store has a daemon already"),
                CommandExits.exit(.denied, "not permitted by the system"),
                CommandExits.exit(.configuration, "the configuration is wrong; every mistake is named"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let inbox = ServiceInbox()
        // First of all, so that a signal during the start ends it in order.
        let ending = try Interruptions.listen(to: [.interrupt, .terminate]) { _ in inbox.stop() }
        let reloading = try Interruptions.listen(to: [.hangUp]) { _ in inbox.reload() }
        defer { withExtendedLifetime((ending, reloading)) {} }
        let directory = try StoreOptions.directory(arguments, context)
        // What is in the file meanwhile is nobody's business until it is read again.
        let held = Kept<MemoryFile?>(nil)
        let children = try JobCommand.children(arguments, context) { held.value }
        let surroundings = JobService.Surroundings(
            settings: { () throws(TidemarkError) in
                do {
                    let (settings, bytes) = try ConfigurationFile.contents(arguments, context, looksAtSecrets: true)
                    held.value = try MemoryFile(holding: bytes, for: "the jobs")
                    return settings
                } catch {
                    throw TidemarkError(any: error)
                }
            },
            snapshot: { job in
                let done = await children.snapshot(job, signals: [])
                return (done.result, done.isLoss)
            },
            recover: { await children.recover(cluster: $0) },
            host: HostIdentity.current(),
            tell: { context.tell($0) }
        )
        let watch = DaemonWatch(
            directory: directory,
            libraries: LibraryVersions.ofStore.merging(["librdkafka": KafkaClient.libraryVersion]) { $1 },
            environment: context.environment,
            process: getpid()
        ) { context.tell($0) }
        let upkeep = JobUpkeep(children, signals: []) { context.tell($0) }
        var seams = SchedulerFault.added(to: watch.seams, environment: context.environment)
        seams.afterSuccess = { job, _ in await upkeep.run(after: job) }
        let service = JobService(
            directory: directory,
            surroundings: surroundings,
            seams: seams,
            inbox: inbox
        )
        do {
            try await service.run()
        } catch {
            await watch.finish()
            throw error
        }
        await watch.finish()
        return .done
    }
}
