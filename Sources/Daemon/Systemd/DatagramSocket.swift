import Glibc

/// A socket that sends datagrams to another socket of this machine, at a path or under an abstract name.
///
/// The descriptor is opened once and close-on-exec, so that nothing is refused later for want of descriptors, and the
/// receiver is looked up at each datagram, so that it may be restarted. Sending never waits.
public final class DatagramSocket: Sendable {
    /// What came of a datagram.
    public enum Delivery: Hashable, Sendable {
        /// The receiver has it.
        case delivered
        /// The receiver's queue is full; it may have room later.
        case full
        /// It is larger than the system takes in one.
        case tooLarge
        /// Nobody is there, or the system's other reasons; its error number.
        case failed(Int32)
    }

    private let descriptor: Int32
    private let address: UnixAddress

    /// A socket that sends to `name`: an absolute path, or an abstract name behind `@`.
    ///
    /// `nil` for anything else, for a name longer than an address can be, and when no descriptor is to be had.
    public init?(to name: String) {
        guard let address = UnixAddress(name) else { return nil }
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let opened = socket(AF_UNIX, kind, 0)
        guard opened >= 0 else { return nil }
        self.descriptor = opened
        self.address = address
    }

    deinit {
        close(descriptor)
    }

    /// Sends one datagram, without waiting.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Delivery {
        while true {
            let (sent, number) = unsafe address.withSocketAddress { address, length in
                unsafe (sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length), errno)
            }
            if sent >= 0 { return .delivered }
            switch number {
            case EINTR: continue
            case EAGAIN, ENOBUFS: return .full
            case EMSGSIZE: return .tooLarge
            default: return .failed(number)
            }
        }
    }
}

/// The address of a socket of this machine.
struct UnixAddress: Hashable, Sendable {
    /// What an address holds at most (unix(7)); a path needs one more byte for its end.
    private static let longest = 107

    private let bytes: [UInt8]

    /// An absolute path, or an abstract name behind `@`; `nil` for anything else.
    init?(_ name: String) {
        var bytes = Array(name.utf8)
        guard bytes.count > 1, bytes.count <= Self.longest, !bytes.contains(0) else { return nil }
        switch bytes.first {
        case UInt8(ascii: "/"): bytes.append(0)
        case UInt8(ascii: "@"): bytes[0] = 0
        default: return nil
        }
        self.bytes = bytes
    }

    /// Lends the address as the system takes it.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        return unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
