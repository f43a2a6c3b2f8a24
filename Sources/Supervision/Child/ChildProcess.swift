import Dispatch
import Glibc

/// A child of this process that is not yet reaped.
///
/// Signals are sent and the child is reaped by the same task, one after the other, so that no signal can reach a
/// stranger who got the number of a child that is gone.
struct ChildProcess: Sendable {
    /// The system's number.
    let number: pid_t

    /// Calls once when the child has ended; from then on ``reap()`` has an answer.
    ///
    /// A thread of its own waits, so that the supervisor costs no time while the child works.
    func whenEnded(_ action: @escaping @Sendable () -> Void) {
        let number = number
        DispatchQueue(label: "tidemark.supervision.child").async {
            var information = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            action()
        }
    }

    /// Takes the ended child from the system's list; `nil` while it has not ended.
    func reap() -> ChildEnding? {
        var information = unsafe siginfo_t()
        while true {
            if unsafe waitid(P_PID, id_t(number), &information, WEXITED | WNOHANG) == 0 { break }
            guard errno == EINTR else { return nil }
        }
        guard unsafe information._sifields._sigchld.si_pid == number else { return nil }
        let status = unsafe information._sifields._sigchld.si_status
        return unsafe Int(information.si_code) == Int(CLD_EXITED) ? .exited(status) : .signalled(status)
    }

    /// Sends a signal, and wakes a stopped child, which would not see it.
    func send(_ signal: Int32) {
        _ = kill(number, signal)
        _ = kill(number, SIGCONT)
    }

    /// Sends a signal to all processes of the group that the child leads, and wakes those that are stopped.
    ///
    /// Before the child is reaped nobody else can have the group's number.
    func sendToGroup(_ signal: Int32) {
        _ = kill(-number, signal)
        _ = kill(-number, SIGCONT)
    }
}

/// What the system says of an ended child.
enum ChildEnding: Hashable, Sendable {
    /// It ended by itself with this code.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)
}
