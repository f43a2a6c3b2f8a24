import Glibc

/// A connection of a test, which says what it likes and reads what comes.
package final class HTTPConnection: Sendable {
    private let descriptor: Int32

    /// Connects to a port of 127.0.0.1.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        try Self.connect(descriptor, &address)
    }

    /// Connects to a socket of the file system.
    package init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        try Self.connect(descriptor, &address)
    }

    deinit { close(descriptor) }

    /// Sends a text and returns all that comes until the server closes the connection, or nothing comes for half a minute.
    package func exchange(_ text: String) -> String {
        let bytes = Array(text.utf8)
        _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return rest()
    }

    /// What comes until the server closes the connection, or nothing comes for half a minute.
    package func rest() -> String {
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var answer: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = unsafe recv(descriptor, &block, block.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += block.prefix(count)
        }
    }

    /// The page at a path, with the head of the answer, as `accept` asks for it.
    package func page(_ path: String, accept: String = "*/*") -> String {
        exchange("GET \(path) HTTP/1.1\r\nHost: localhost\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n")
    }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) throws {
        let connected = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard connected == 0 else { throw NoConnection(number: errno) }
    }
}

/// Nobody listens there.
package struct NoConnection: Error, Hashable {
    /// The system's number of the error.
    package let number: Int32
}
