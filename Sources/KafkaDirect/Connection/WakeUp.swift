internal import Glibc

/// Ends the wait of a thread that waits for a socket.
///
/// Whoever makes it closes it, once.
struct WakeUp: Sendable {
    private let sender: Int32
    /// What the waiting thread waits for beside its socket.
    let receiver: Int32

    /// A pair of sockets of this process; `nil` when there are none left.
    init?() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        sender = ends[0]
        receiver = ends[1]
    }

    /// Wakes the thread; nothing more happens when it is being woken already.
    func signal() {
        var byte: UInt8 = 0
        _ = unsafe send(sender, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    /// Takes the signals that have come.
    func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe recv(receiver, &bytes, bytes.count, 0) > 0 {}
    }

    /// Gives it back to the system.
    func close() {
        Glibc.close(sender)
        Glibc.close(receiver)
    }
}
