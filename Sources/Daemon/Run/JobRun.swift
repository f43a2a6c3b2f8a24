public import Offsets
public import Settings
public import Store

/// One run of a job with everything that belongs to it, by the daemon or by hand.
public struct JobRun: Sendable {
    /// Does the work of a job.
    public typealias Work = @Sendable (JobSettings) async -> JobResult

    private let directory: String
    private let records: JobRecords
    private let command: String
    private let seams: DaemonSeams
    private let work: Work

    /// Runs of the jobs of a store.
    ///
    /// - Parameters:
    ///   - directory: the store.
    ///   - records: what is remembered of its jobs.
    ///   - command: what others are told that a job is taken for.
    ///   - seams: what else belongs to a run.
    ///   - work: what takes the snapshot.
    public init(
        directory: String,
        records: JobRecords,
        command: String,
        seams: DaemonSeams,
        work: @escaping Work
    ) {
        self.directory = directory
        self.records = records
        self.command = command
        self.seams = seams
        self.work = work
    }

    /// Runs a job, unless somebody else runs it.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - slot: the first time it was due of those that this run is for; `nil` where an operator has asked for it.
    ///   - start: now.
    ///   - failing: is told of a record that cannot be written, which keeps no job from running.
    /// - Returns: what came of it; ``note(_:of:began:ended:handledUntil:)`` is still to be called.
    public func run(
        _ job: JobSettings,
        dueAt slot: Timestamp?,
        at start: Timestamp,
        failing: @Sendable (TidemarkError) -> Void
    ) async -> JobResult {
        var held: StoreGuard?
        var refusal: TidemarkError?
        do throws(TidemarkError) {
            held = try StoreGuard.job(job.name.value, of: directory, for: command)
        } catch {
            guard error.code != .jobRunning else { return .busy(FailedRun(error)) }
            // A failure as any other: whoever watches is told of it.
            refusal = error
        }
        defer { withExtendedLifetime(held) {} }
        do throws(TidemarkError) {
            try await records.noteBeginning(of: job.name.value, at: start)
        } catch {
            failing(error)
        }
        let result: JobResult
        do throws(TidemarkError) {
            try await seams.before(job, slot)
            if let refusal { throw refusal }
            result = await work(job)
        } catch {
            result = .failed(FailedRun(error))
        }
        await seams.after(job, result)
        // Last, so that nobody who waits for the snapshot waits for the others.
        if case .succeeded(let taken) = result { await seams.afterSuccess(job, taken) }
        return result
    }

    /// Remembers what came of a run.
    ///
    /// - Parameters:
    ///   - result: what came of it.
    ///   - job: the job's name.
    ///   - began: when it began.
    ///   - ended: when it was over.
    ///   - handledUntil: until when its schedule is dealt with now; `nil` for the beginning of a success, and as much as
    ///     before otherwise.
    /// - Throws: what keeps the record from being written.
    public func note(
        _ result: JobResult,
        of job: String,
        began: Timestamp,
        ended: Timestamp,
        handledUntil: Timestamp?
    ) async throws(TidemarkError) {
        switch result {
        case .succeeded(let taken):
            let success = JobSuccess(
                startedAt: began,
                finishedAt: ended,
                snapshot: taken.id,
                isPartial: taken.isPartial
            )
            try await records.note(success, of: job, handledUntil: handledUntil ?? began)
        case .failed(let failure):
            let failure = JobFailure(at: ended, code: failure.code, message: failure.message, hint: failure.hint)
            try await records.note(failure, of: job, handledUntil: handledUntil)
        case .interrupted, .busy: break
        }
    }
}
