import Cluster
public import Offsets
import Store

/// A second look at the groups of a restore after a while: something that commits without being a member, or a
/// synchroniser, may move them when nobody looks any more (`docs/kafka.md` §12.4).
///
/// It only looks: the restore is done, whatever is found.
public struct Soak: Sendable {
    /// The longest pause between two looks at whether the operator has asked to stop.
    private static let step: Duration = .milliseconds(500)

    private let context: EngineContext
    private var cluster: any Cluster { context.cluster }
    private var journal: Journal { context.journal }
    private var progress: @Sendable (Progress) -> Void { context.progress }

    /// A soak for the runs of a journal.
    ///
    /// - Parameter context: The cluster, the journal, whose lock is taken for the moment in which something is entered, and
    ///   what is waited by.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// Waits, reads every partition of a run that is done again, and journals what was found.
    ///
    /// - Parameters:
    ///   - outcome: How the run ended; one that is not `done` is returned as it is.
    ///   - duration: How long to wait.
    ///   - stop: Ends the wait early, without a second look.
    /// - Returns: The same end of the run, with what something else has moved since and exit 3, with exit 1 or 69 when
    ///   the groups could not be read, or with the exit code of the request to stop.
    /// - Throws: ``TidemarkError`` when the journal cannot be read.
    public func watch(
        _ outcome: RunOutcome,
        for duration: Duration,
        stop: StopRequest
    ) async throws(TidemarkError) -> RunOutcome {
        guard outcome.record.state == .done else { return outcome }
        let items = try await journal.run(outcome.record.id).items
        let waited = await wait(duration, stop)
        do throws(TidemarkError) {
            try stop.check()
            let held = try await TargetReading(cluster: cluster, progress: progress).read(
                items,
                waitsForTransactions: true,
                activity: "reading once more",
                before: .after(RunLimits(items).reading)
            )
            let moved = RunComparison.withPlanned(items, held)
            guard !moved.isEmpty else {
                await note("\(Self.seconds(duration)) later all groups hold what was planned", outcome)
                return outcome
            }
            let since = "within \(Self.seconds(duration)) of the restore"
            let error = await AfterRestore(cluster: cluster, items: items).error(moved, since: since)
            await note(error.message, outcome)
            return outcome.ending(error, moved)
        } catch {
            let words =
                "the restore is done and stands; looking at it again after \(Self.seconds(duration)) ended after "
                + "\(Self.seconds(waited)): \(error.message)"
            await note(words, outcome)
            return outcome.ending(TidemarkError(error.code, words, hint: error.hint), [])
        }
    }

    /// Waits; how long it was.
    private func wait(_ duration: Duration, _ stop: StopRequest) async -> Duration {
        var waited = Duration.zero
        while waited < duration, stop.requested == nil {
            progress(
                Progress(
                    "watching, in seconds",
                    done: Int(waited.components.seconds),
                    of: Int(duration.components.seconds)
                )
            )
            let pause = min(Self.step, duration - waited)
            // Whoever cancels the command has asked to stop, too.
            guard (try? await context.clock.sleep(for: pause)) != nil else { return waited }
            waited += pause
        }
        return waited
    }

    /// Enters what was seen, which is told in any case; where the journal cannot be written, or another run has it locked,
    /// this remark is lost and nothing else, and that is told, too.
    private func note(_ words: String, _ outcome: RunOutcome) async {
        let id = outcome.record.id
        do {
            try await journal.locked { try await journal.note("soak: \(words)", in: id) }
        } catch {
            context.news(.remarkLost(id, because: (error as? TidemarkError)?.message ?? "\(error)"))
        }
    }

    private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}

extension RunOutcome {
    /// The same end of the run, with something that was found afterwards.
    fileprivate func ending(_ error: TidemarkError, _ mismatches: [Mismatch]) -> RunOutcome {
        var record = record
        record.error = RunFailure(error)
        return RunOutcome(record: record, verified: verified, mismatches: mismatches, code: error.code)
    }
}
