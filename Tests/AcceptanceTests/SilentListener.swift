import Glibc
import KafkaTestSupport

/// A port of this machine that takes connections and never says a word.
final class SilentListener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) != 0 || listen(descriptor, 64) != 0
                    || getsockname(descriptor, address, &length) != 0
            }
        }
        guard !failed else { throw KafkaFailure("listen", code: errno, message: "not possible") }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
