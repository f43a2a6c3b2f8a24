import Glibc

/// A socket of this machine; the one place where bytes meet the operating system.
///
/// Whoever holds it last closes it; every call after that fails.
struct Socket: Sendable {
    private let descriptor: Int32

    /// How many connections may wait to be accepted.
    private static let backlog: Int32 = 128
    /// What is read of a request at first; the parts grow with what has come.
    private static let firstPart = 64 * 1_024

    /// Listens on 127.0.0.1, on a port the system chooses when it is 0.
    static func listen(port: UInt16) throws(SimulatorFailure) -> (socket: Socket, port: UInt16) {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SimulatorFailure("make a socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        address.sin_port = port.bigEndian
        // Connections of an earlier simulator that linger in TIME_WAIT do not keep the port; one that listens does.
        var reuses: Int32 = port == 0 ? 0 : 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuses, socklen_t(MemoryLayout<Int32>.size))
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
                guard unsafe bind(descriptor, generic, size) == 0, Glibc.listen(descriptor, backlog) == 0,
                    unsafe getsockname(descriptor, generic, &size) == 0
                else { return errno }
                return 0
            }
        }
        guard code == 0 else {
            Glibc.close(descriptor)
            throw SimulatorFailure("listen on 127.0.0.1:\(port)", code: code)
        }
        return (Socket(descriptor: descriptor), UInt16(bigEndian: address.sin_port))
    }

    /// Waits for a client; `nil` once the socket was shut down.
    func accept() -> Socket? {
        while true {
            let client = Glibc.accept(descriptor, nil, nil)
            if client >= 0 {
                // A program started meanwhile would else keep the connection open.
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                var noDelay: Int32 = 1
                let size = socklen_t(MemoryLayout<Int32>.size)
                unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, size)
                return Socket(descriptor: client)
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// Waits for that many bytes; `nil` when the other side ends before.
    ///
    /// Takes no more memory than has come: a length is only a claim.
    func read(exactly count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let size = min(count - bytes.count, max(Self.firstPart, bytes.count))
            guard let part = read(atMost: size) else { return nil }
            if bytes.isEmpty { bytes = part } else { bytes += part }
        }
        return bytes
    }

    /// Waits for some bytes; `nil` when there are to be none.
    func read(atMost count: Int) -> [UInt8]? {
        var isOver = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while !isOver, filled == 0 {
                let got = unsafe recv(descriptor, buffer.baseAddress, count, 0)
                if got > 0 { filled = got } else if got == 0 || errno != EINTR { isOver = true }
            }
        }
        return isOver ? nil : bytes
    }

    /// Writes all bytes; says whether the other side is still there.
    func write(_ bytes: [UInt8]) -> Bool {
        var position = 0
        while position < bytes.count {
            let sent = unsafe bytes[position...].withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            if sent > 0 { position += sent } else if errno != EINTR { return false }
        }
        return true
    }

    /// Ends every call that waits on it.
    func shutdown() {
        Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Gives it back to the system.
    func close() {
        Glibc.close(descriptor)
    }
}
