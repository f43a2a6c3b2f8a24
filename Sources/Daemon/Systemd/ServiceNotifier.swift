import Glibc
import Synchronization

/// Tells systemd, or whoever else has set `NOTIFY_SOCKET`, how the service is: the datagrams of sd_notify(3).
///
/// Where nobody asks, every call does nothing. No call waits: what does not fit into the receiver's queue is kept, and
/// sent ahead of what is told next, in order. Safe to be used from several tasks.
///
/// What a daemon calls, and when:
///
/// - ``ready(_:)`` once, when its configuration, its store and the recovery of interrupted runs are behind it; not
///   when Kafka answers. systemd counts the unit as failed when that does not come within `TimeoutStartSec`.
/// - ``alive()`` at every turn of its loop, and at least every half of ``watchdogTimeout``. It must come from the loop
///   itself and from no timer beside it, or a loop that hangs would look alive.
/// - ``say(_:)`` when what it waits for changes: one line that `systemctl status` shows.
/// - ``reloading(_:)`` when it begins to read its configuration again, and ``ready(_:)`` when it goes on, also with
///   the old configuration because the new one is wrong.
/// - ``stopping(_:)`` when it begins to end.
public final class ServiceNotifier: Sendable {
    /// The longest status that is sent, in bytes; systemd ignores datagrams above 4 KiB.
    static let longestStatus = 1_024
    /// So many datagrams are kept while the receiver takes none; the oldest ones go first.
    static let mostKept = 16

    private static let alive = Array("WATCHDOG=1".utf8)

    /// Within which time systemd wants to hear ``alive()`` again, or it ends the process; `nil` when it does not.
    public let watchdogTimeout: Duration?

    private let socket: DatagramSocket?
    private let kept = Mutex<[[UInt8]]>([])

    /// What the environment of a process asks for: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    ///
    /// An address that is neither a path nor an abstract name is nobody's. A watchdog that is meant for another process
    /// is none.
    ///
    /// - Parameters:
    ///   - environment: the variables.
    ///   - process: the number of the process that has them.
    public init(environment: [String: String], process: Int32) {
        socket = environment["NOTIFY_SOCKET"].flatMap(DatagramSocket.init(to:))
        let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdogTimeout = isMeant && socket != nil && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// The variables that are between the service manager and this process alone, so that no child should have them.
    public static let privateVariables: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    /// The service works: it has started, or has read its configuration again.
    public func ready(_ status: String? = nil) {
        tell("READY=1", status)
    }

    /// One line for people about what the service does.
    public func say(_ status: String) {
        tell(nil, status)
    }

    /// The service reads its configuration again; ``ready(_:)`` has to follow.
    ///
    /// With the time, without which a unit of `Type=notify-reload` would not believe it.
    public func reloading(_ status: String? = nil) {
        tell("RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds())", status)
    }

    /// The service ends.
    public func stopping(_ status: String? = nil) {
        tell("STOPPING=1", status)
    }

    /// The service makes progress.
    public func alive() {
        send(Self.alive)
    }

    private func tell(_ state: String?, _ status: String?) {
        let lines = [state, status.map { "STATUS=\(Self.line($0))" }].compactMap { $0 }
        send(Array(lines.joined(separator: "\n").utf8))
    }

    private func send(_ datagram: [UInt8]) {
        guard let socket else { return }
        kept.withLock { kept in
            kept.append(datagram)
            var sent = 0
            while sent < kept.count, socket.send(kept[sent]) != .full { sent += 1 }
            kept.removeFirst(sent)
            // One sign of life is as good as many, and must not push out what systemd waits for.
            if let first = kept.firstIndex(of: Self.alive) {
                kept = kept[...first] + kept[(first + 1)...].filter { $0 != Self.alive }
            }
            kept.removeFirst(max(0, kept.count - Self.mostKept))
        }
    }

    /// A text in one line, no longer than ``longestStatus``.
    private static func line(_ text: String) -> String {
        var line = ""
        var length = 0
        for scalar in text.unicodeScalars {
            let shown: Unicode.Scalar = scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar
            length += UTF8.width(shown)
            guard length <= longestStatus else { break }
            line.unicodeScalars.append(shown)
        }
        return line
    }

    private static func monotonicMicroseconds() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}
