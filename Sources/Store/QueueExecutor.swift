import Dispatch

/// Runs an actor on a dispatch queue of its own, so that its fsyncs never hold a thread of Swift's shared pool.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor; the label shows in debuggers.
    init(label: String) {
        self.queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = unsafe asUnownedSerialExecutor()
        queue.async { unsafe unowned.runSynchronously(on: executor) }
    }
}
