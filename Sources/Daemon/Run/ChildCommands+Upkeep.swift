import Offsets
public import Settings
public import Supervision

/// What follows a snapshot, as commands of this program: none of it changes what came of the snapshot.
extension ChildCommands {
    /// How long somebody else may keep the store or its journal, such as a restore.
    private static let waitForOthers: Duration = .seconds(60)
    /// The same where nothing is lost by leaving it for the next run, which is not to be late for it.
    private static let waitForJournal: Duration = .seconds(2)
    /// How long a removal may take: thousands of files on a slow disk.
    private static let pruneTimeout: Duration = .seconds(5 * 60)
    /// So much of a job's snapshots is read after each of its runs: with one a day, all of them every twenty days.
    private static let sample = "5%"
    /// After this time no further snapshot is begun with, so that jobs every few minutes are not held up.
    private static let verifyDuration: Duration = .seconds(30)
    /// How long the one that is being read may take then.
    private static let verifyGrace: Duration = .seconds(60)

    /// Removes the snapshots of a job that its rules do not keep, where it has rules, and tidies up the journal.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - signals: those to this process that are passed on.
    /// - Returns: why not; `nil` when it is done, or was asked to stop.
    public func prune(_ job: JobSettings, signals: Set<InterruptSignal>) async -> FailedRun? {
        let removes = job.retention != nil
        let wait = removes ? Self.waitForOthers : Self.waitForJournal
        let duty = removes ? ["--job", job.name.value] : ["--journal-only"]
        return await upkeep(
            removes ? "removing old snapshots of job \(job.name.value)" : "tidying up the journal",
            ["prune"] + duty + ["--json", "--wait", DurationText.text(wait)],
            patience: wait + Self.pruneTimeout,
            signals
        )
    }

    /// Verifies a sample of a job's snapshots.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - signals: those to this process that are passed on.
    /// - Returns: what is not as it should be; `nil` when nothing is, or it was asked to stop.
    public func verify(_ job: JobSettings, signals: Set<InterruptSignal>) async -> FailedRun? {
        // No document: of what is damaged, its last error says enough.
        var failure = await upkeep(
            "verifying snapshots of job \(job.name.value)",
            [
                "verify", "--job", job.name.value, "--sample", Self.sample, "--max-duration",
                DurationText.text(Self.verifyDuration),
            ],
            patience: Self.verifyDuration + Self.verifyGrace,
            signals
        )
        if failure?.endedWith == ExitCode.damagedData.rawValue {
            failure?.code = TidemarkError.Code.damagedSnapshot.rawValue
            failure?.hint = "`tidemark verify` checks all of them and names each."
        }
        return failure
    }

    private func upkeep(
        _ activity: String,
        _ words: [String],
        patience: Duration,
        _ signals: Set<InterruptSignal>
    ) async -> FailedRun? {
        let configuration = held()
        defer { withExtendedLifetime(configuration) {} }
        let command = command(activity, words, patience: patience, configuration, writes: false, signals: signals)
        do throws(TidemarkError) {
            let done = try await supervisor.run(command)
            if case .exited(ExitCode.done.rawValue) = done.outcome { return nil }
            guard case .failed(let failure) = Self.result(of: done, command) else { return nil }
            return failure
        } catch {
            return FailedRun(error)
        }
    }
}
