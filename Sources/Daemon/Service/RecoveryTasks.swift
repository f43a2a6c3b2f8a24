import Offsets
import Store
import Synchronization

/// A wish for a recovery that a run may utter from its task.
final class RecoveryRequest: Sendable {
    private let isMade = Mutex(false)

    func make() { isMade.withLock { $0 = true } }

    /// Whether it was made since it was last asked.
    func take() -> Bool {
        isMade.withLock { isMade in
            defer { isMade = false }
            return isMade
        }
    }
}

/// The recoveries of interrupted runs, one a cluster, each tried again until there is nothing left or somebody has to look.
struct RecoveryTasks {
    /// How long the journal is waited for when it is asked whether there is anything to recover.
    private static let patience: Duration = .seconds(1)
    /// The same where it was in use the last time: it is asked again soon, and nothing else has to wait for it.
    private static let patienceAgain: Duration = .milliseconds(50)

    let directory: String
    let surroundings: JobService.Surroundings
    let inbox: ServiceInbox
    var request: RecoveryRequest?
    private var tasks: [String: Task<Void, Never>] = [:]
    /// The exit codes of failures that the operator knows of.
    private var troubles: [String: Set<Int32>] = [:]
    /// Whether the journal was in use by another process when it was asked, so that nobody knows yet what there is to recover.
    private var isJournalBusy = false

    init(directory: String, surroundings: JobService.Surroundings, inbox: ServiceInbox) {
        self.directory = directory
        self.surroundings = surroundings
        self.inbox = inbox
    }

    /// Whether any is not over.
    var isAtWork: Bool { !tasks.isEmpty }

    /// Whether a recovery is wanted: a run has asked for it, or the journal could not be asked the last time.
    var isDue: Bool { (request?.take() ?? false) || isJournalBusy }

    /// Begins the recoveries where runs are unfinished; those that are at work go on.
    mutating func begin(clusters: [String]) async {
        guard let unfinished = await unfinishedRuns(), unfinished > 0 else { return }
        surroundings.tell(.recovering(runs: unfinished))
        for cluster in clusters where tasks[cluster] == nil {
            tasks[cluster] = Task { [surroundings, inbox] in
                var failures = 0
                while !Task.isCancelled {
                    let failure = await surroundings.recover(cluster)
                    failures += 1
                    let isOver = failure.map { !$0.passes } ?? true
                    if isOver || Task.isCancelled {
                        return inbox.put(.recovery(cluster: cluster, failure: failure, isOver: true))
                    }
                    inbox.put(.recovery(cluster: cluster, failure: failure, isOver: false))
                    try? await Task.sleep(for: Scheduler.pause(after: failures))
                }
                inbox.put(.recovery(cluster: cluster, failure: nil, isOver: true))
            }
        }
    }

    /// Waits until all are over, but no longer than a limit.
    func wait(for limit: Duration) async {
        guard isAtWork else { return }
        let tasks = Array(tasks.values)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for task in tasks { await ServiceWait.end(of: task) } }
            group.addTask { try? await Task.sleep(for: limit) }
            _ = await group.next()
            group.cancelAll()
        }
    }

    /// Takes what came of a recovery.
    mutating func note(_ cluster: String, _ failure: FailedRun?, isOver: Bool) {
        if isOver, let task = tasks.removeValue(forKey: cluster), task.isCancelled { return }
        guard let failure else {
            troubles[cluster] = nil
            return surroundings.tell(.recovered(cluster: cluster))
        }
        // Somebody else holds the journal, most likely for the very run.
        guard failure.endedWith != ExitCode.busy.rawValue else { return }
        let isNew = troubles[cluster, default: []].insert(failure.endedWith).inserted
        if isNew || isOver {
            surroundings.tell(.recoveryFailed(cluster: cluster, failure, isTriedAgain: !isOver))
        }
    }

    /// Asks all to end.
    func cancel() {
        for task in tasks.values { task.cancel() }
    }

    /// How many runs are not over; `nil` where that cannot be seen, which the operator is told once.
    private mutating func unfinishedRuns() async -> Int? {
        let wasBusy = isJournalBusy
        do throws(TidemarkError) {
            let journal = try Journal(directory: directory, patience: wasBusy ? Self.patienceAgain : Self.patience)
            let count = try await journal.unfinishedRuns(cluster: nil).count
            isJournalBusy = false
            if wasBusy, count == 0 { surroundings.tell(.storeNotice(Self.nothingInterrupted)) }
            return count
        } catch {
            isJournalBusy = error.code == .busy
            if !isJournalBusy {
                surroundings.tell(.storeNotice(error.message))
            } else if !wasBusy {
                surroundings.tell(.storeNotice(Self.busyJournal))
            }
            return nil
        }
    }

    private static let busyJournal =
        "another process is using the journal, so interrupted restores cannot be looked for yet; trying again until it is free"
    private static let nothingInterrupted = "the journal is free again; no restore was interrupted"
}

/// Waits that end when the waiting task is cancelled.
enum ServiceWait {
    /// Waits for the end of a task, or until this one is cancelled.
    static func end(of task: Task<Void, Never>) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let waiter = Task {
            await task.value
            continuation.finish()
        }
        for await _ in stream {}
        waiter.cancel()
    }
}
