import Glibc
public import Offsets
public import Settings

/// A socket that listens for connections from this machine; closed at its end unless somebody has taken it over.
public struct ListeningSocket: ~Copyable {
    /// How many connections wait to be accepted, at most.
    private static let backlog: Int32 = 16
    /// For the user and the group of the service: a proxy or a collector that is to read is made a member.
    private static let socketMode: UInt32 = 0o660

    /// The system's number.
    let number: Int32
    /// The port it listens on, the one that the system has chosen where 0 was asked for; `nil` for a socket of the file
    /// system.
    public let port: UInt16?

    /// Listens at an address.
    ///
    /// What a process that is gone has left at the path of a socket is replaced; a socket that somebody listens on is not,
    /// and neither is any other file.
    ///
    /// - Throws: `port-taken` (exit 75) when somebody else listens there, `denied` (77) when the system does not allow it,
    ///   `cannot-listen` (73) for its other reasons.
    public init(at address: MetricsAddress) throws(TidemarkError) {
        let family: Int32
        switch address {
        case .loopback(let host, _): family = host.contains(":") ? AF_INET6 : AF_INET
        case .socket: family = AF_UNIX
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let opened = socket(family, kind, 0)
        guard opened >= 0 else { throw Self.failure(errno, address) }
        do throws(TidemarkError) {
            switch address {
            case .loopback(let host, let port): try Self.bind(opened, host, port, address)
            case .socket(let path): try Self.bind(opened, path, address)
            }
            guard listen(opened, Self.backlog) == 0 else { throw Self.failure(errno, address) }
        } catch {
            close(opened)
            throw error
        }
        number = opened
        port = family == AF_UNIX ? nil : Self.port(of: opened, family)
    }

    deinit {
        close(number)
    }

    /// Leaves the closing to somebody else.
    consuming func release() {
        discard self
    }

    private static func bind(
        _ descriptor: Int32,
        _ host: String,
        _ port: UInt16,
        _ address: MetricsAddress
    ) throws(TidemarkError) {
        var isReused: Int32 = 1
        // A port whose last connections are only just over is nobody's.
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        let result: Int32
        if host.contains(":") {
            var own = sockaddr_in6()
            own.sin6_family = sa_family_t(AF_INET6)
            own.sin6_port = port.bigEndian
            guard unsafe inet_pton(AF_INET6, host, &own.sin6_addr) == 1 else { throw failure(EADDRNOTAVAIL, address) }
            result = bind(descriptor, &own)
        } else {
            var own = sockaddr_in()
            own.sin_family = sa_family_t(AF_INET)
            own.sin_port = port.bigEndian
            let numbers = host == "localhost" ? "127.0.0.1" : host
            guard unsafe inet_pton(AF_INET, numbers, &own.sin_addr) == 1 else { throw failure(EADDRNOTAVAIL, address) }
            result = bind(descriptor, &own)
        }
        guard result == 0 else { throw failure(errno, address) }
    }

    private static func bind(_ descriptor: Int32, _ path: String, _ address: MetricsAddress) throws(TidemarkError) {
        var own = sockaddr_un()
        own.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: own.sun_path) else { throw failure(ENAMETOOLONG, address) }
        unsafe withUnsafeMutableBytes(of: &own.sun_path) { unsafe $0.copyBytes(from: bytes) }
        var status = stat()
        if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK {
            // Nobody answers at a socket whose process is gone.
            guard connect(descriptor, &own) != 0, errno == ECONNREFUSED else {
                throw failure(EADDRINUSE, address)
            }
            unsafe unlink(path)
        }
        guard bind(descriptor, &own) == 0 else { throw failure(errno, address) }
        guard unsafe chmod(path, socketMode) == 0 else { throw failure(errno, address) }
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func port(of descriptor: Int32, _ family: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let named = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard named == 0 else { return nil }
        // Both families have the port at the same place.
        return unsafe withUnsafeBytes(of: &storage) {
            UInt16(bigEndian: unsafe $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    private static func failure(_ number: Int32, _ address: MetricsAddress) -> TidemarkError {
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return switch number {
        case EADDRINUSE:
            TidemarkError(
                .portTaken,
                "cannot listen on \(address): something else is there",
                hint: "Stop it, or choose another address in [daemon] metrics."
            )
        case EACCES, EPERM:
            TidemarkError(
                .denied,
                "cannot listen on \(address): \(reason)",
                hint: "Choose a port from 1024 on, or a path that the service may write to, such as /run/tidemark."
            )
        default:
            TidemarkError(.cannotListen, "cannot listen on \(address): \(reason)")
        }
    }
}
