import Glibc
public import Offsets

/// A directory of snapshots, one file each, with their catalog.
///
/// The files are the truth; what the catalog lacks or has too much is put right from them. The store's lock is held only
/// while the directory changes: when it is opened for writing and put right, and while a snapshot is saved.
public actor SnapshotStore {
    private nonisolated let executor = QueueExecutor(label: "tidemark.store")
    nonisolated let layout: StoreLayout
    let access: StoreAccess
    let fault: @Sendable (CommitStep) -> Int32?
    /// The `errno` that a step of moving or marking snapshots fails with in a test; always `nil` in earnest.
    let upkeepFault: @Sendable (UpkeepStep) -> Int32?
    /// How long others have kept the lock so far.
    var waited = Duration.zero
    var isLocked = false

    /// Every snapshot, oldest first; none while there is an ``outlook``.
    var snapshots: [StoredSnapshot] = []
    /// What is known where not every snapshot has been looked at yet.
    var outlook: StoreOutlook?
    /// What was read of files because no row of the catalog fits them, so that none is read twice.
    var adopted: [SnapshotID: CatalogRow] = [:]

    /// Files that have a snapshot's name and cannot be read as one, sorted, as far as snapshots have been looked at.
    public internal(set) var damagedFiles: [DamagedFile] = []

    /// Snapshots whose file is gone, and after which none of the same cluster was taken that is there, oldest first.
    ///
    /// They stay in the catalog until there is a newer one, so that an older one never takes their place unnoticed.
    public internal(set) var missing: [StoredSnapshot] = []

    /// What verifications have found of the snapshots.
    var verifications: [SnapshotID: Verification] = [:]
    /// Of these, what is not written down yet.
    var unsavedVerifications: [SnapshotID: Verification] = [:]

    /// Why marks of snapshots cannot be read, sorted by their files; these snapshots are taken for held.
    public internal(set) var unreadableMarks: [TidemarkError] = []

    /// What was put right when the store was opened or written, for the operator to know; one sentence each.
    public internal(set) var notices: [String] = []

    /// Runs on a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// The store's directory.
    public nonisolated var directory: String { layout.directory }

    /// Opens a store; for writing, creates what is missing of it and cleans up after writers that were killed.
    ///
    /// - Throws: for reading, `no-store` (exit 66) when there is none; for writing, `store-busy` (exit 75) when another
    ///   process holds it for longer than was to be waited; 73, 74 or 77 for the file system's refusals; 78 when the
    ///   catalog is of a newer Tidemark.
    public static func open(
        _ directory: String,
        for access: StoreAccess
    ) async throws(TidemarkError) -> SnapshotStore {
        try await open(directory, for: access, fault: { _ in nil })
    }

    static func open(
        _ directory: String,
        for access: StoreAccess,
        fault: @escaping @Sendable (CommitStep) -> Int32?,
        upkeepFault: @escaping @Sendable (UpkeepStep) -> Int32? = { _ in nil }
    ) async throws(TidemarkError) -> SnapshotStore {
        let layout = StoreLayout(directory)
        let store = SnapshotStore(layout, access, fault: fault, upkeepFault: upkeepFault)
        switch access {
        case .reading, .marking:
            try requireStore(in: directory)
            try await store.look()
        case .choosing:
            try requireStore(in: directory)
            try await store.lookAtNames()
        case .writing:
            try Directory.create(layout.snapshots)
            try await store.withLock { store throws(TidemarkError) in _ = try store.putRight() }
        }
        return store
    }

    /// Opens a store that is there, reads every snapshot's file whole and writes the catalog anew.
    ///
    /// - Parameters:
    ///   - directory: The store.
    ///   - wait: How long others may keep its lock.
    ///   - command: What they are told that it is taken for.
    /// - Returns: The store as it is then, and what was found.
    /// - Throws: As ``open(_:for:)`` for writing; `no-store` (exit 66) where there is none.
    public static func reindex(
        _ directory: String,
        wait: Duration,
        command: String
    ) async throws(TidemarkError) -> (store: SnapshotStore, outcome: ReindexOutcome) {
        try requireStore(in: directory)
        let access = StoreAccess.writing(wait: wait, command: command)
        let store = SnapshotStore(StoreLayout(directory), access, fault: { _ in nil }, upkeepFault: { _ in nil })
        let outcome = try await store.withLock { store throws(TidemarkError) in try store.putRight(rereading: true) }
        return (store, outcome)
    }

    /// Asks whether there is a store in a directory.
    ///
    /// - Throws: `no-store` (exit 66) when there is none; 74 or 77 for what keeps it from being seen.
    public static func requireStore(in directory: String) throws(TidemarkError) {
        let layout = StoreLayout(directory)
        guard try !Directory.isDirectory(layout.snapshots) else { return }
        throw TidemarkError(
            .noStore,
            "there is no store in \(layout.directory) yet",
            hint: "`tidemark snapshot` makes it, with a first snapshot; --store names another place."
        )
    }

    private init(
        _ layout: StoreLayout,
        _ access: StoreAccess,
        fault: @escaping @Sendable (CommitStep) -> Int32?,
        upkeepFault: @escaping @Sendable (UpkeepStep) -> Int32?
    ) {
        self.layout = layout
        self.access = access
        self.fault = fault
        self.upkeepFault = upkeepFault
    }

    /// Every snapshot in the order in which they were taken, oldest first.
    ///
    /// That is the order of their times, except that a snapshot comes after the one before it of its cluster and job also
    /// where the clock was set back between them.
    public func list() -> [StoredSnapshot] {
        lookAtAll()
        return snapshots
    }

    /// The newest snapshot that was taken of a cluster for a job (`nil` for those an operator took), `nil` when there is none.
    public func newest(clusterID: String, job: String?) -> StoredSnapshot? {
        list().last { !$0.isImported && $0.cluster.id == clusterID && $0.job == job }
    }
}
