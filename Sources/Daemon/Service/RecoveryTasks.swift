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

    let directory: String
    let surroundings: JobService.Surroundings
    let inbox: ServiceInbox
    var request: RecoveryRequest?
    private var tasks: [String: Task<Void, Never>] = [:]
    /// The exit codes of failures that the operator knows of.
    private var troubles: [String: Set<Int32>] = [:]

    init(directory: String, surroundings: JobService.Surroundings, inbox: ServiceInbox) {
        self.directory = directory
        self.surroundings = surroundings
        self.inbox = inbox
    }

    /// Whether any is not over.
    var isAtWork: Bool { !tasks.isEmpty }

    /// Begins the recoveries where runs are unfinished; those that are at work go on.
    mutating func begin(clusters: [String]) async {
        let unfinished = await unfinishedRuns()
        guard unfinished > 0 else { return }
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

    /// How many runs are not over; 0 where that cannot be seen, which the recovery of an operator then says.
    private func unfinishedRuns() async -> Int {
        do throws(TidemarkError) {
            return try await Journal(directory: directory, patience: Self.patience).unfinishedRuns(cluster: nil).count
        } catch {
            surroundings.tell(.storeNotice(error.message))
            return 0
        }
    }
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
