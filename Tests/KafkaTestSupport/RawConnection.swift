import Glibc

/// A connection to a port of this machine, for bytes that no client would send.
package final class RawConnection {
    private let descriptor: Int32

    /// How long an answer is waited for.
    private static let patienceSeconds = 20

    /// Connects; `nil` when nobody listens.
    package init?(port: UInt16) {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size) == 0
            }
        }
        self.descriptor = descriptor
        if !isConnected { return nil }
    }

    deinit { close(descriptor) }

    /// Sends bytes; what the other side no longer takes is dropped.
    package func send(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Says that nothing more will be sent.
    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Waits until the other side has closed; false when it does not.
    package func isClosedByPeer() -> Bool {
        var byte: UInt8 = 0
        while true {
            let got = unsafe recv(descriptor, &byte, 1, 0)
            if got == 0 || got < 0 && errno == ECONNRESET { return true }
            if got < 0, errno != EINTR { return false }
        }
    }

    /// The first bytes that come, none when none do.
    package func receive(atMost count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe filled = max(0, recv(descriptor, buffer.baseAddress, count, 0))
        }
    }

    /// So many bytes, fewer when the other side closes or says nothing any more.
    package func receive(exactly count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = receive(atMost: count - bytes.count)
            guard !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }
}
