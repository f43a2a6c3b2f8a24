import Cluster
import Engine
import Kafka
import Offsets
import Settings
import Store
import Syntax

/// Everything that `doctor` looks at on one cluster, as whoever captures it and as whoever restores to it.
struct ClusterVisit {
    private let capturing: ChosenCluster
    /// Who restores; why that cannot be had, where it cannot.
    private let restoring: Result<ChosenCluster, TidemarkError>
    private let jobs: [JobSettings]
    private let timeout: Duration
    private let connect: (KafkaConfiguration) throws(TidemarkError) -> any Cluster
    private let progress: @Sendable (Progress) -> Void

    /// The cluster's name in the configuration file; `nil` where it has none.
    var name: String? { capturing.name }

    /// A visit to a cluster of the file, or to the one that the options name.
    init(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        _ cluster: ClusterSettings?,
        progress: @escaping @Sendable (Progress) -> Void
    ) throws {
        capturing = try ClusterOptions.chosen(arguments, context, for: .looking, of: cluster)
        do {
            restoring = .success(try ClusterOptions.chosen(arguments, context, for: .writing, of: cluster))
        } catch let error as TidemarkError {
            // Who takes snapshots need not be able to read what restores log in with.
            restoring = .failure(error)
        }
        let name = capturing.name
        jobs = context.settings?.jobs.filter { $0.cluster.value == name } ?? []
        timeout = try arguments[ClusterOptions.lookingTimeout]
        connect = context.connect
        self.progress = progress
    }

    /// The checks, in an order in which the first that fails is the first to be mended.
    ///
    /// - Parameters:
    ///   - snapshots: The snapshots of the store.
    ///   - journal: The journal; `nil` where there is no store.
    ///   - triesTransaction: Whether transactions are made, and aborted.
    /// - Returns: The checks.
    func checks(_ snapshots: [StoredSnapshot], _ journal: Journal?, triesTransaction: Bool) async -> [HealthCheck] {
        var checks: [HealthCheck] = []
        if let names = await NameResolution.check(capturing.configuration.bootstrapServers) { checks.append(names) }
        do throws(TidemarkError) {
            let reader = try connect(capturing.configuration)
            let deadline = Deadline.after(timeout)
            let examination = ClusterExamination(reader, before: deadline)
            let (connection, identity) = await examination.connection()
            checks.append(connection)
            guard let identity else { return checks }
            let demands = ClusterExamination.Demands(jobs, snapshots.filter { $0.cluster.id == identity.id })
            checks += await examination.capture(of: identity, demands)
            checks += await restoringChecks(reader, identity, demands, journal, triesTransaction, before: deadline)
        } catch {
            checks.append(HealthCheck("connection", because: error))
        }
        return checks
    }

    private func restoringChecks(
        _ reader: any Cluster,
        _ identity: ClusterIdentity,
        _ demands: ClusterExamination.Demands,
        _ journal: Journal?,
        _ triesTransaction: Bool,
        before deadline: Deadline
    ) async -> [HealthCheck] {
        do throws(TidemarkError) {
            let configuration = try restoring.get().configuration
            let writer = configuration == capturing.configuration ? reader : try connect(configuration)
            var checks = await ClusterExamination(writer, before: deadline).restoring(demands)
            if let journal {
                let trial = TransactionTrial(EngineContext(writer, journal: journal, progress: progress))
                checks.append(
                    triesTransaction
                        ? await trial.tried(on: identity, before: deadline) : await trial.remembered(of: identity)
                )
            }
            return checks
        } catch {
            return [HealthCheck("restore-login", .warn, because: error)]
        }
    }
}
