public import Offsets
public import Settings
public import Store

/// What the snapshots of a store say at a moment: what `status` shows, and what the daemon's metrics have.
///
/// No daemon and no cluster is asked.
public struct StoreSurvey: Sendable {
    /// How the store is; ``StoreHealth/none`` where there is none yet.
    public let health: StoreHealth
    /// The newest snapshot of each job, by the job's name.
    public let newest: [String: StoredSnapshot]

    /// Looks at a store; the time it takes grows with the number of its snapshots.
    ///
    /// - Parameter store: The store, opened anew, since it says what it has found when it was opened; `nil` for none.
    /// - Throws: What keeps its free bytes from being seen.
    public init(_ store: SnapshotStore?) async throws(TidemarkError) {
        guard let store else {
            (health, newest) = (.none, [:])
            return
        }
        let snapshots = await store.list()
        health = StoreHealth(
            snapshots: snapshots,
            damaged: await store.damagedFiles.count + store.missing.count,
            freeBytes: try store.freeBytes()
        )
        newest = snapshots.reduce(into: [:]) { newest, snapshot in
            if let job = snapshot.job { newest[job] = snapshot }
        }
    }

    /// The store in a directory, opened for reading; `nil` where there is none yet.
    ///
    /// - Throws: What keeps it from being seen: nothing that could not be read passes for nothing.
    public static func store(in directory: String) async throws(TidemarkError) -> SnapshotStore? {
        do throws(TidemarkError) {
            return try await SnapshotStore.open(directory, for: .reading)
        } catch {
            guard error.code == .noStore else { throw error }
            return nil
        }
    }

    /// How a job is.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - host: What tells this host from others.
    ///   - record: What is remembered of it.
    ///   - now: The moment at which it is judged.
    /// - Returns: What store and record say of it.
    public func health(of job: JobSettings, host: String, record: JobRecord?, at now: Timestamp) -> JobHealth {
        JobHealth(job, host: host, record: record, newest: newest[job.name.value].map(JobSuccess.init), at: now)
    }
}

/// What the journal of a store says at a moment.
public struct RunSurvey: Sendable {
    /// The runs that are not over, oldest first.
    public let unfinished: [RunRecord]
    /// How many are over, by what they came to.
    public let ended: [RunState: Int]

    /// How long a run that writes may hold the journal at this moment.
    private static let patience: Duration = .seconds(2)

    /// Looks at the journal in a store's directory; where it has none, nothing was ever run.
    ///
    /// - Throws: What keeps it from being read.
    public init(directory: String) async throws(TidemarkError) {
        let journal = try Journal(directory: directory, patience: Self.patience)
        unfinished = try await journal.unfinishedRuns(cluster: nil)
        ended = try await journal.endedRuns()
    }
}

extension JobSuccess {
    /// The attempt that has taken a snapshot, as far as the snapshot tells.
    init(_ snapshot: StoredSnapshot) {
        self.init(
            startedAt: snapshot.startedAt,
            finishedAt: snapshot.finishedAt,
            snapshot: snapshot.id,
            isPartial: snapshot.state != .complete
        )
    }
}
