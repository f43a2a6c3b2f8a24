import Dispatch
import Glibc
import Offsets
import Synchronization

/// This process as the supervised child of another.
public struct SupervisedChild: Sendable {
    /// This process as a supervised child; `nil` when it is none.
    ///
    /// The first use has effects and belongs at the very beginning of the program, before there are other threads: it
    /// takes the marker out of the environment, keeps the lifeline from this process's own children, makes SIGPIPE an
    /// error of the write, and gives the process its name back in `ps`.
    public static let current: SupervisedChild? = enter()

    /// Whether this process is a supervised child.
    public static var isOne: Bool { current != nil }

    /// The supervisor's process.
    let supervisor: pid_t
    private let lifeline: Int32
    private let graceMilliseconds: Int64

    /// What this process has told its supervisor.
    private struct Told {
        var hasAnswered = false
        var graceMilliseconds: Int64 = 0
    }

    private static let told = Mutex(Told())

    /// Calls when the supervisor is gone, within milliseconds, and ends this process within the command's grace.
    ///
    /// The end comes by `_exit` whatever this process is doing, since a call of the Kafka client can block for ever.
    ///
    /// - Parameter action: called once on a private thread; may block.
    public func onSupervisorDeath(_ action: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "tidemark.supervision.lifeline").async {
            awaitEnd(of: lifeline)
            end(since: .now())
            action()
        }
    }

    /// Ends this process when its grace is over, which it may still lengthen meanwhile.
    private func end(since death: DispatchTime) {
        let milliseconds = max(graceMilliseconds, Self.told.withLock(\.graceMilliseconds))
        let limit = death + DispatchTimeInterval.milliseconds(Int(clamping: milliseconds))
        guard limit > .now() else { _exit(ExitCode.terminated.rawValue) }
        DispatchQueue(label: "tidemark.supervision.end").asyncAfter(deadline: limit) { end(since: death) }
    }

    /// Tells the supervisor how long this process may need to end, once it is asked to; only more than it knew counts.
    ///
    /// Only the process that does the work knows how much it is.
    public func noteGrace(_ grace: Duration) {
        let milliseconds = Int64(grace / .milliseconds(1))
        let isLonger = Self.told.withLock { told in
            guard milliseconds > max(told.graceMilliseconds, graceMilliseconds) else { return false }
            told.graceMilliseconds = milliseconds
            return true
        }
        if isLonger { tell(.grace(milliseconds: milliseconds)) }
    }

    /// Tells the supervisor that this process begins to put out what it was asked for, so that nobody puts out something
    /// else in its place should it crash.
    public func noteAnswer() {
        let isFirst = Self.told.withLock { told in
            defer { told.hasAnswered = true }
            return !told.hasAnswered
        }
        if isFirst { tell(.answer) }
    }

    /// Tells the supervisor that this process is alive and gets on; see ``SupervisionPatience/whileAlive(silence:)``.
    public func noteHeartbeat() {
        tell(.heartbeat)
    }

    /// A supervisor that is gone is no loss, and few messages never fill the channel.
    private func tell(_ message: ChildMessage) {
        let bytes = message.bytes
        _ = unsafe send(lifeline, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
    }

    private func awaitEnd(of descriptor: Int32) {
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(descriptor, &byte, 1)
            if count == 0 || (count < 0 && errno != EINTR) { return }
        }
    }

    private static func enter() -> SupervisedChild? {
        guard let value = unsafe getenv(SupervisionMarker.variable) else { return nil }
        let text = unsafe String(cString: value)
        _ = unsafe unsetenv(SupervisionMarker.variable)
        // A marker that came here by another way names no socket of ours.
        guard let marker = SupervisionMarker(text), isSocket(marker.lifeline) else { return nil }
        _ = fcntl(marker.lifeline, F_SETFD, FD_CLOEXEC)
        ProcessSignals.ignoreBrokenPipes()
        ProcessName.restore()
        return SupervisedChild(
            supervisor: marker.supervisor,
            lifeline: marker.lifeline,
            graceMilliseconds: marker.graceMilliseconds
        )
    }

    private static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

/// The short name of this process, as `ps -o comm` and `killall` know it.
enum ProcessName {
    /// Sets the name to the program's own: a process started through `/proc/self/exe` is called `exe`.
    ///
    /// A failure is of no consequence.
    static func restore() {
        guard let name = CommandLine.arguments.first?.split(separator: "/").last else { return }
        let descriptor = unsafe open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let file = Descriptor(descriptor)
        let bytes = Array(name.utf8)
        _ = unsafe write(file.number, bytes, bytes.count)
    }
}
