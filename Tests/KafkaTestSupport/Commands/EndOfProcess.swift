import Dispatch
import Glibc
import Synchronization

/// Waits for a child process on a thread of its own, and keeps how and when it ended.
///
/// The process is reaped under the lock, so that nobody who holds it signals a number that is no longer the process's.
final class EndOfProcess: Sendable {
    private let ended = Mutex<(status: Int32, moment: ContinuousClock.Instant)?>(nil)

    /// The status of `waitpid`, `nil` while the process runs.
    var status: Int32? { ended.withLock { $0?.status } }

    /// When it was seen to have ended.
    var moment: ContinuousClock.Instant? { ended.withLock { $0?.moment } }

    /// Begins to wait for a process.
    func watch(_ process: pid_t) {
        DispatchQueue(label: "tidemark.acceptance.\(process)").async { [self] in
            var information = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            ended.withLock { ended in
                var status: Int32 = 0
                while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
                ended = (status, .now)
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
