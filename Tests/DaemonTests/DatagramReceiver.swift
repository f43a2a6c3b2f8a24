import Glibc
import Testing

/// A socket that takes datagrams, as systemd and journald have one.
final class DatagramReceiver: Sendable {
    /// Where it is: a path, or an abstract name behind `@`.
    let name: String
    private let descriptor: Int32

    /// Listens at a path of its own, or under an abstract name of its own.
    init(isAbstract: Bool = false) throws {
        let unique = "tidemark-test-\(getpid())-\(UInt64.random(in: .min ... .max))"
        name = isAbstract ? "@\(unique)" : "/tmp/\(unique)"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes: [UInt8] = isAbstract ? [0] + Array(unique.utf8) : Array(name.utf8) + [0]
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = unsafe withUnsafePointer(to: address) { [descriptor] address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        try #require(bound == 0)
    }

    deinit {
        close(descriptor)
        if name.hasPrefix("/") { unsafe unlink(name) }
    }

    /// The next datagram, which is there already; `nil` when none is.
    func next() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 256 * 1_024)
        let count = unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    /// All datagrams that are there, as texts.
    func all() -> [String] {
        var texts: [String] = []
        while let bytes = next() { texts.append(String(decoding: bytes, as: UTF8.self)) }
        return texts
    }
}
