public import Offsets

/// A lock of a store that is held as long as this value is kept: that there is one daemon, or one run of a job.
public final class StoreGuard: Sendable {
    private let lock: FileLock

    private init(_ lock: consuming FileLock) {
        self.lock = lock
    }

    /// Takes the place of a store's daemon.
    ///
    /// - Throws: `daemon-running` (exit 75) naming who has it.
    public static func daemon(of directory: String) throws(TidemarkError) -> StoreGuard {
        let path = StoreLayout(directory).daemonLock
        if let lock = try FileLock.attempt(path, for: "tidemark daemon") { return StoreGuard(lock) }
        let who = FileLock.holder(path)?.words ?? "another process"
        throw TidemarkError(
            .daemonRunning,
            "the store \(directory) has a daemon already: \(who) holds \(path)",
            hint: "One daemon runs all jobs of a store: stop the other one first, or use another --store."
        )
    }

    /// Takes a job, which never runs beside itself.
    ///
    /// - Parameters:
    ///   - job: the job's name, as the configuration has it.
    ///   - directory: the store.
    ///   - command: what it is taken for.
    /// - Returns: the lock, held as long as it is kept.
    /// - Throws: `job-running` (exit 75) naming who runs it.
    public static func job(_ job: String, of directory: String, for command: String) throws(TidemarkError) -> StoreGuard
    {
        let layout = StoreLayout(directory)
        try Directory.create(layout.directory)
        let path = layout.jobLock(job)
        if let lock = try FileLock.attempt(path, for: command) { return StoreGuard(lock) }
        let who = FileLock.holder(path)?.words ?? "another process"
        throw TidemarkError(
            .jobRunning,
            "job \(job) is running already: \(who)",
            hint: "A job never runs twice at the same time; try again when it has ended."
        )
    }

    /// Who is a store's daemon, in words; `nil` when nobody is.
    public static func daemonHolder(of directory: String) -> String? {
        FileLock.holder(StoreLayout(directory).daemonLock)?.words
    }
}
