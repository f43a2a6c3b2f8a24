import Glibc
public import Offsets
import SQLite
import SnapshotFormat

/// A directory of snapshots, one file each, with their catalog.
///
/// The files are the truth; what the catalog lacks or has too much is put right from them. The store's lock is held only
/// while the directory changes: when it is opened for writing and put right, and while a snapshot is saved.
public actor SnapshotStore {
    private nonisolated let executor = QueueExecutor(label: "tidemark.store")
    nonisolated let layout: StoreLayout
    private let access: StoreAccess
    private let fault: @Sendable (CommitStep) -> Int32?
    /// The `errno` that a step of moving or marking snapshots fails with in a test; always `nil` in earnest.
    let upkeepFault: @Sendable (UpkeepStep) -> Int32?
    /// How long others have kept the lock so far.
    private var waited = Duration.zero
    private var isLocked = false
    var snapshots: [StoredSnapshot] = []

    /// Files that have a snapshot's name and cannot be read as one, sorted; found when the store was opened.
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
            guard try Directory.isDirectory(layout.snapshots) else { throw noStore(layout) }
            try await store.look()
        case .writing:
            try Directory.create(layout.snapshots)
            try await store.withLock { store throws(TidemarkError) in try store.putRight() }
        }
        return store
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

    /// Runs `body`, which changes the directory, with the store's lock.
    func withLock<Result: Sendable>(
        _ body: @Sendable (isolated SnapshotStore) throws(TidemarkError) -> Result
    ) async throws(TidemarkError) -> Result {
        guard case .writing(let wait, let command) = access else {
            throw TidemarkError(
                .storeReadOnly,
                "\(directory) was opened for reading only"
            )
        }
        let began = ContinuousClock.now
        let left = max(.zero, wait - waited)
        let lock = try await FileLock.acquire(layout.lock, of: "the store", wait: left, for: command)
        waited += began.duration(to: .now)
        isLocked = true
        defer { isLocked = false }
        do throws(TidemarkError) {
            let result = try body(self)
            lock.release()
            return result
        } catch {
            lock.release()
            throw error
        }
    }

    /// Every snapshot in the order in which they were taken, oldest first.
    ///
    /// That is the order of their times, except that a snapshot comes after the one before it of its cluster and job also
    /// where the clock was set back between them.
    public func list() -> [StoredSnapshot] { snapshots }

    /// The newest snapshot of a cluster and a job (`nil` for those an operator took), `nil` when there is none.
    public func newest(clusterID: String, job: String?) -> StoredSnapshot? {
        snapshots.last { $0.cluster.id == clusterID && $0.job == job }
    }

    /// The content of a snapshot, every byte of its file verified.
    ///
    /// - Throws: `damaged-snapshot` (exit 65) naming the file; exit 66 when the file is gone; 74 or 77 when it cannot be
    ///   read.
    public func load(_ stored: StoredSnapshot) throws(TidemarkError) -> Snapshot {
        try reading(stored) { () throws(TidemarkError) in
            let (entry, snapshot) = try StoredSnapshotReader.read(stored.file, id: stored.id)
            return (entry.digest, snapshot)
        }
    }

    /// Some groups of a snapshot, and what is known of the whole, without looking at the offsets of the others.
    ///
    /// What is returned is verified, by checksums and by the digest that the catalog knows; damage in what was not looked at
    /// is not noticed. With no group wanted no offset is read at all.
    ///
    /// - Parameters:
    ///   - stored: The snapshot.
    ///   - isWanted: Whether a group is asked for.
    /// - Returns: The groups that are there, the names of all, and what is known of the whole.
    /// - Throws: As ``load(_:)``, for what is looked at.
    public func excerpt(
        _ stored: StoredSnapshot,
        of isWanted: @Sendable (GroupID) -> Bool
    ) throws(TidemarkError) -> SnapshotExcerpt {
        try reading(stored) { () throws(TidemarkError) in
            let excerpt = try StoredSnapshotReader.excerpt(stored.file, id: stored.id, of: isWanted)
            return (excerpt.digest, excerpt)
        }
    }

    /// What is read of a snapshot's file, its digest compared with the catalog's; a file that is damaged is remembered as such.
    func reading<Content>(
        _ stored: StoredSnapshot,
        _ read: () throws(TidemarkError) -> (digest: ContentDigest, content: Content)
    ) throws(TidemarkError) -> Content {
        guard Directory.exists(stored.file) else {
            throw TidemarkError(
                .snapshotMissing,
                "the file of snapshot \(stored.id) is gone: \(stored.file)",
                hint: "`tidemark list` shows what is there."
            )
        }
        do throws(TidemarkError) {
            let (digest, content) = try read()
            guard digest == stored.digest else {
                throw StoredSnapshotReader.damaged(
                    stored.file,
                    "it is intact but not the snapshot that the catalog knows"
                )
            }
            return content
        } catch {
            if error.exitCode == .damagedData { forget(stored, because: error) }
            throw error
        }
    }

    /// Keeps a file that was found damaged from being listed as a snapshot, by later commands too where this one may write.
    private func forget(_ stored: StoredSnapshot, because error: TidemarkError) {
        guard snapshots.contains(where: { $0.id == stored.id }) else { return }
        snapshots.removeAll { $0.id == stored.id }
        note(damaged: stored.file, error, known: stored)
        guard access != .reading else { return }
        // A row that fits no file makes whoever opens the store read this one, and find it damaged.
        let row = CatalogRow(snapshot: stored, stamp: FileStamp(bytes: stored.bytes, writtenAt: .min))
        try? withLockIfFree { () throws(TidemarkError) in try Catalog(layout: layout).update(adding: [row]) }
    }

    /// Runs `body`, which changes the directory, with the store's lock; not at all while others hold it.
    private func withLockIfFree(_ body: () throws(TidemarkError) -> Void) throws(TidemarkError) {
        guard !isLocked else { return try body() }
        guard let lock = try FileLock.attempt(layout.lock, for: "tidemark") else { return }
        do throws(TidemarkError) {
            try body()
            lock.release()
        } catch {
            lock.release()
            throw error
        }
    }

    func note(damaged file: String, _ error: TidemarkError, known: StoredSnapshot?) {
        damagedFiles.append(
            DamagedFile(file: file, reason: error.message, code: error.code, known: known)
        )
        damagedFiles.sort { $0.file < $1.file }
    }

    /// Commits a snapshot: when this returns it is on the disk, complete and read back.
    ///
    /// The same snapshot saved again is found in place and changes nothing.
    ///
    /// - Throws: `store-busy` (exit 75) when others hold the store for longer than was to be waited; exit 74 naming needed and
    ///   free bytes when there is no room; 73, 74 or 77 for the step that failed. A catalog that cannot be written is a notice
    ///   and no error: the next writer fills it from the files.
    public func save(_ snapshot: Snapshot) async throws(TidemarkError) -> StoredSnapshot {
        try await withLock { store throws(TidemarkError) in try store.commit(snapshot) }
    }

    /// Commits a snapshot as the newest of its cluster and job, which it follows and is compared with.
    ///
    /// Which one that is, is looked at with the store's lock: snapshots that are taken at the same time are one chain.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - percentage: It is suspicious when less of its groups or offsets is left, compared with the last complete one.
    /// - Returns: The snapshot with its place in the chain, and its entry.
    /// - Throws: As ``save(_:)``.
    public func append(
        _ snapshot: Snapshot,
        suspiciousBelow percentage: Int = Suspicion.usualPercentage
    ) async throws(TidemarkError) -> (snapshot: Snapshot, stored: StoredSnapshot) {
        try await withLock { store throws(TidemarkError) in
            try store.lookAgain()
            let linked = store.linked(snapshot, suspiciousBelow: percentage)
            return (linked, try store.commit(linked))
        }
    }

    private func commit(_ snapshot: Snapshot) throws(TidemarkError) -> StoredSnapshot {
        let encoded: EncodedSnapshot
        do throws(FormatError) {
            encoded = try SnapshotFile.encode(snapshot)
        } catch {
            throw TidemarkError(.snapshotNotStorable, error.message, cause: error)
        }
        let entry = StoredSnapshot(
            snapshot,
            id: encoded.id,
            file: layout.file(encoded.id),
            bytes: encoded.bytes.count,
            digest: encoded.digest,
            offsetsDigest: encoded.offsetsDigest
        )
        guard try SnapshotCommit(layout: layout, fault: fault).write(encoded.bytes, id: encoded.id) else {
            return try existing(entry)
        }
        remember(entry)
        do throws(TidemarkError) {
            if let number = fault(.catalog) { throw TidemarkError.system(number, .write, layout.catalog) }
            if let stamp = Directory.stamp(entry.file) {
                try Catalog(layout: layout).update(adding: [CatalogRow(snapshot: entry, stamp: stamp)])
            }
        } catch {
            notices.append("\(error.message); the snapshot is safe, and the catalog is filled from the files next time")
        }
        return entry
    }

    private func existing(_ entry: StoredSnapshot) throws(TidemarkError) -> StoredSnapshot {
        let (found, _) = try StoredSnapshotReader.read(entry.file, id: entry.id)
        guard found.digest == entry.digest else {
            throw TidemarkError(.fileExists, "\(entry.file) is another snapshot")
        }
        remember(found)
        return found
    }

    func remember(_ entry: StoredSnapshot) {
        snapshots.removeAll { $0.id == entry.id }
        var entry = entry
        readMarks(of: &entry)
        entry.verifiedAt = verifications[entry.id]?.intactAt
        snapshots.append(entry)
        snapshots = Succession.ordered(snapshots)
    }

    private static func noStore(_ layout: StoreLayout) -> TidemarkError {
        TidemarkError(
            .noStore,
            "there is no store in \(layout.directory) yet",
            hint: "`tidemark snapshot` makes it, with a first snapshot; --store names another place."
        )
    }
}
