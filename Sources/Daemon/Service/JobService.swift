public import Offsets
public import Settings
import Store

/// The daemon: runs each job when it is due, until it is asked to end.
///
/// It makes no Kafka call itself.
public struct JobService: Sendable {
    /// What the service needs of the process that it runs in.
    public struct Surroundings: Sendable {
        /// Reads the configuration, with every mistake in what it throws.
        public var settings: @Sendable () throws(TidemarkError) -> Settings
        /// Takes the snapshot of a job, until it has one or the task is cancelled; tells whether its process was lost.
        public var snapshot: @Sendable (JobSettings) async -> (result: JobResult, isLoss: Bool)
        /// Brings interrupted runs on a cluster to their end; why not.
        public var recover: @Sendable (String) async -> FailedRun?
        /// What tells this host from others.
        public var host: String
        /// The clocks.
        public var now: @Sendable () -> Moment
        /// Tells the operator.
        public var tell: @Sendable (DaemonEvent) -> Void

        /// Surroundings.
        public init(
            settings: @escaping @Sendable () throws(TidemarkError) -> Settings,
            snapshot: @escaping @Sendable (JobSettings) async -> (result: JobResult, isLoss: Bool),
            recover: @escaping @Sendable (String) async -> FailedRun?,
            host: String,
            now: @escaping @Sendable () -> Moment = { .now() },
            tell: @escaping @Sendable (DaemonEvent) -> Void
        ) {
            self.settings = settings
            self.snapshot = snapshot
            self.recover = recover
            self.host = host
            self.now = now
            self.tell = tell
        }
    }

    /// Pauses by hand, and clocks that were set, are noticed within this time.
    static let longestWait: Duration = .seconds(2)
    /// How long it waits at its start for runs that were interrupted, before it goes on without.
    static let recoveryHead: Duration = .milliseconds(500)
    /// How long others may keep the store at its start.
    static let patience: Duration = .seconds(10)
    /// How long it waits for its children at its end: their grace when they look, the time that a killed one may take to go,
    /// and a little more.
    public static let timeToStop: Duration = .seconds(25)

    private let directory: String
    private let surroundings: Surroundings
    private let seams: DaemonSeams
    private let inbox: ServiceInbox

    /// A service for the jobs of a store.
    public init(directory: String, surroundings: Surroundings, seams: DaemonSeams, inbox: ServiceInbox) {
        self.directory = directory
        self.surroundings = surroundings
        self.seams = seams
        self.inbox = inbox
    }

    /// Works until the inbox asks it to end.
    ///
    /// - Throws: what keeps it from beginning: exit 78 for the configuration, with all mistakes, for one that has no cluster
    ///   yet, and for a store of a newer Tidemark; 75 naming the other daemon of the store; 73, 74 or 77 for the store. Exit 70 when children do not end.
    public func run() async throws(TidemarkError) {
        let settings = try surroundings.settings()
        guard !settings.clusters.isEmpty else { throw Self.nothingConfigured(settings.file) }
        let notices = try await putStoreRight()
        let held = try StoreGuard.daemon(of: directory)
        defer { withExtendedLifetime(held) {} }
        for notice in notices { surroundings.tell(.storeNotice(notice)) }
        // What a large store has taken of the memory goes back to the system.
        FreedMemory.giveBack()
        let records = JobRecords(directory: directory)
        if let flaw = try await records.prepare() { surroundings.tell(.recordsLost(flaw)) }
        var loop = ServiceLoop(directory, settings, records, surroundings, seams, inbox)
        await loop.begin()
        seams.phase(.ready)
        surroundings.tell(.ready(jobs: settings.jobs.count))
        await loop.work()
        seams.phase(.stopping)
        try await loop.stop()
        surroundings.tell(.stopped)
    }

    /// A file as a package installs it has comments alone: a daemon that waits beside it would look as if it worked.
    private static func nothingConfigured(_ file: String) -> TidemarkError {
        TidemarkError(
            .badConfiguration,
            "\(file) has no cluster, so there is nothing to do",
            hint: """
                Write into it, first, [cluster.prod] with bootstrap-servers = ["HOST:9092"], and [job.nightly] with \
                schedule = "*-*-* 03:00:00"; see `tidemark config check`, and start it again.
                """
        )
    }

    /// Makes the store what it should be, and says what there is to be said of it.
    private func putStoreRight() async throws(TidemarkError) -> [String] {
        let access = StoreAccess.writing(wait: Self.patience, command: "tidemark daemon")
        let store = try await SnapshotStore.open(directory, for: access)
        return await store.notices + store.damagedFiles.map(\.reason)
    }
}

extension Moment {
    private static let start = ContinuousClock.now

    /// The present moment, by the clocks of the system.
    public static func now() -> Moment {
        Moment(wall: .now(), steady: start.duration(to: .now))
    }
}
