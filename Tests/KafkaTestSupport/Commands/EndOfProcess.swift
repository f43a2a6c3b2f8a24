import Dispatch
import Glibc
import Synchronization

/// Waits for a child process on a thread of its own, and keeps how and when it ended.
///
/// The process is reaped under the lock, so that nobody who holds it signals a number that is no longer the process's.
final class EndOfProcess: Sendable {
    private struct Ending {
        let status: Int32
        let moment: ContinuousClock.Instant
        let peakMemory: Int
        let processorTime: Duration
    }

    private let ended = Mutex<Ending?>(nil)

    /// The status of `wait4`, `nil` while the process runs.
    var status: Int32? { ended.withLock { $0?.status } }

    /// When it was seen to have ended.
    var moment: ContinuousClock.Instant? { ended.withLock { $0?.moment } }

    /// The most memory that it, or a child of its, had at once, in bytes.
    var peakMemory: Int? { ended.withLock { $0?.peakMemory } }

    /// What it and its children have used of the processors, those of the system's code included.
    var processorTime: Duration? { ended.withLock { $0?.processorTime } }

    private static func duration(_ time: timeval) -> Duration {
        .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }

    /// Begins to wait for a process.
    func watch(_ process: pid_t) {
        DispatchQueue(label: "tidemark.acceptance.\(process)").async { [self] in
            var information = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            ended.withLock { ended in
                var status: Int32 = 0
                var usage = rusage()
                while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
                ended = Ending(
                    status: status,
                    moment: .now,
                    // Linux counts in KiB.
                    peakMemory: usage.ru_maxrss * 1_024,
                    processorTime: Self.duration(usage.ru_utime) + Self.duration(usage.ru_stime)
                )
            }
        }
    }

    /// Does something that is right only while the process runs; `nil` when it has ended.
    func ifRunning<Result>(_ body: () -> Result) -> Result? {
        ended.withLock { ended in
            guard ended == nil else { return nil }
            return body()
        }
    }
}
