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
            var configuration = capturing.configuration
            configuration.notesReleases = true
            let reader = try connect(configuration)
            let deadline = Deadline.after(timeout)
            let examination = ClusterExamination(reader, as: Grantee(configuration), before: deadline)
            let (connection, metadata) = await examination.connection()
            checks.append(connection)
            guard let metadata else { return checks }
            var clock = ClockExamination(reader, before: deadline)
            await clock.look()
            let demands = ClusterExamination.Demands(jobs, snapshots.filter { $0.cluster.id == metadata.identity.id })
            let (writer, login) = await writer(reader, before: deadline)
            let settings = await settings(examination, writer)
            checks += await examination.capture(of: metadata.identity, demands, settings)
            checks += login
            if let writer {
                checks += await writer.examination.restoring(
                    to: metadata.adding(writer.metadata),
                    demands,
                    settings,
                    triesTransaction: triesTransaction
                )
                await clock.look()
                checks.append(
                    await transactions(writer, metadata.identity, journal, triesTransaction, before: deadline)
                )
            }
            checks.append(await clock.check())
        } catch {
            checks.append(HealthCheck("connection", because: error))
        }
        return checks
    }

    /// Whether transactions work and spare groups with members, tried or remembered.
    private func transactions(
        _ writer: Writer,
        _ identity: ClusterIdentity,
        _ journal: Journal?,
        _ triesTransaction: Bool,
        before deadline: Deadline
    ) async -> HealthCheck {
        guard let journal else {
            return HealthCheck(
                "transactions",
                .warn,
                "neither tried nor remembered: there is no store to keep the result in",
                remedy: "Take a first snapshot: tidemark snapshot"
            )
        }
        let trial = TransactionTrial(EngineContext(writer.cluster, journal: journal, progress: progress))
        guard triesTransaction else { return await trial.remembered(of: identity, before: deadline) }
        return await trial.tried(on: identity, before: deadline)
    }

    /// Who restores, once that is known to be let in.
    private struct Writer {
        let cluster: any Cluster
        let examination: ClusterExamination
        /// What it may see.
        let metadata: ClusterMetadata?
    }

    /// Logs in as whoever restores, where that is not who captures.
    private func writer(_ reader: any Cluster, before deadline: Deadline) async -> (Writer?, [HealthCheck]) {
        let name = "restore-login"
        do throws(TidemarkError) {
            let configuration = try restoring.get().configuration
            let grantee = Grantee(configuration)
            guard configuration != capturing.configuration else {
                let examination = ClusterExamination(reader, as: grantee, before: deadline)
                return (Writer(cluster: reader, examination: examination, metadata: nil), [])
            }
            let cluster = try connect(configuration)
            let examination = ClusterExamination(cluster, as: grantee, before: deadline)
            let (check, metadata) = await examination.connection(name)
            guard let metadata else { return (nil, [check]) }
            return (Writer(cluster: cluster, examination: examination, metadata: metadata), [check])
        } catch {
            return (nil, [HealthCheck(name, .warn, because: error)])
        }
    }

    /// What the brokers allow: one answer serves both users, and either may be the one who is told.
    private func settings(
        _ examination: ClusterExamination,
        _ writer: Writer?
    ) async -> Result<BrokerSettings, KafkaError> {
        let settings = await examination.settings()
        guard case .failure(let error) = settings, error.code.isAuthorization, let writer, writer.metadata != nil else {
            return settings
        }
        return await writer.examination.settings()
    }
}

extension Grantee {
    /// Whoever a configuration logs in as: with PLAIN and SCRAM, brokers know users by the names that these give.
    fileprivate init(_ configuration: KafkaConfiguration) {
        self.init(servers: configuration.bootstrapServers, user: configuration.saslUser)
    }
}

extension ClusterMetadata {
    /// With the topics that another user may see.
    fileprivate func adding(_ other: ClusterMetadata?) -> ClusterMetadata {
        ClusterMetadata(identity: identity, topics: topics.merging(other?.topics ?? [:]) { mine, _ in mine })
    }
}
