import Cluster
import Engine
import Kafka
import Offsets
import Settings
import Store
import Syntax

/// `tidemark doctor`: whether snapshots and restores will work.
enum DoctorCommand {
    private static let triesTransaction = Flag(
        "try-transaction",
        help: "make two transactions on the cluster and abort them, to see that restores work; nothing is committed"
    )

    static let command = Command(
        CommandSyntax(
            "doctor",
            summary: "Check configuration, cluster, rights and store, and say what to do",
            discussion: [
                "One line a check: OK, WARN or FAIL, with what to do. Nothing is changed: rights are tested "
                    + "with names that do not exist. What could not be checked is a warning.",
                "Without --cluster, every cluster of the configuration file is checked. The rights of restores are those of the "
                    + "second principal where the file has one.",
            ],
            options: [
                OptionGroup("Checks", triesTransaction), ClusterOptions.looking, StoreOptions.names,
                OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark doctor", "everything that the configuration file names"),
                CommandExample("tidemark doctor --bootstrap-server kafka-1:9092", "a cluster without a file"),
            ],
            exits: [
                CommandExits.exit(.done, "every check is OK"),
                CommandExits.exit(.failure, "a check failed"),
                CommandExits.exit(.partial, "a check is a warning"),
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "checking clusters and store",
                timeout: try arguments[ClusterOptions.lookingTimeout] * mostClusters,
                writes: false
            )
        },
        run: run
    )

    /// Clusters are checked one after the other; so many have the whole time each.
    private static let mostClusters = 20

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        var found = Diagnosis()
        found.add(configuration(arguments, context))
        let jobs = context.settings?.jobs.map(\.name.value) ?? []
        for check in await ServiceExamination(jobs: jobs, context.units).checks() { found.add(check) }
        var journal: Journal?
        var snapshots: [StoredSnapshot] = []
        switch await openedStore(arguments, context) {
        case .success(let store):
            let opened = try StoreOptions.journal(of: store, arguments)
            for check in await StoreExamination(store).checks(opened) { found.add(check) }
            snapshots = await store.list()
            journal = opened
        case .failure(let error):
            found.add(HealthCheck("store", error.code == .noStore ? .warn : .fail, because: error))
        }
        for cluster in try clusters(arguments, context) {
            progress.show(Progress("checking the cluster"))
            let name = cluster?.name.value
            do {
                let visit = try ClusterVisit(arguments, context, cluster, progress: progress.show)
                for check in await visit.checks(
                    snapshots,
                    journal,
                    triesTransaction: arguments[triesTransaction]
                ) { found.add(check, of: name ?? visit.name) }
            } catch let error as TidemarkError {
                found.add(HealthCheck("connection", because: error), of: name)
            }
        }
        progress.finish()
        context.show(found)
        return found.exitCode
    }

    /// Every cluster of the file, unless something names one.
    private static func clusters(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) throws -> [ClusterSettings?] {
        guard let settings = context.settings, arguments.origin(of: ClusterOptions.cluster) == .absent,
            try !ClusterOptions.namesServers(arguments), arguments.origin(of: ClusterOptions.commandConfig) == .absent
        else { return [nil] }
        return settings.clusters
    }

    private static func configuration(_ arguments: ParsedArguments, _ context: CommandContext) -> HealthCheck {
        let name = "configuration"
        guard context.settings != nil else {
            return HealthCheck(name, .ok, "no configuration file is used; options and environment say it all")
        }
        do {
            let settings = try ConfigurationFile.settings(arguments, context, looksAtSecrets: true)
            guard settings.unseenSecrets.isEmpty else {
                return HealthCheck(
                    name,
                    .warn,
                    "secrets that this user cannot see: \(settings.unseenSecrets.joined(separator: ", "))",
                    remedy: "Run doctor as the user that takes the snapshots."
                )
            }
            guard !settings.jobs.isEmpty else {
                return HealthCheck(
                    name,
                    .warn,
                    "\(settings.file) has no job, so no snapshot is taken automatically",
                    remedy: "Write a [job.NAME]; docs/configuration.md has an example."
                )
            }
            return HealthCheck(
                name,
                .ok,
                "\(settings.file): no mistakes, \(Counted.text(settings.clusters.count, "cluster")), "
                    + Counted.text(settings.jobs.count, "job")
            )
        } catch {
            return HealthCheck(name, because: TidemarkError(any: error))
        }
    }

    private static func openedStore(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async -> Result<SnapshotStore, TidemarkError> {
        do {
            return .success(try await SnapshotStore.open(try StoreOptions.directory(arguments, context), for: .reading))
        } catch {
            return .failure(TidemarkError(any: error))
        }
    }
}
