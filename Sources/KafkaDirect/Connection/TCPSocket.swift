internal import Cluster
internal import Glibc
internal import Offsets

/// A connected socket that never blocks; the one place where bytes of this client meet the operating system.
///
/// Whoever makes it closes it, once, with ``close()``; one thread uses it.
struct TCPSocket: Sendable {
    /// What one attempt to read came to.
    enum Read {
        /// This many bytes came.
        case some(Int)
        /// Nothing is there yet.
        case nothing
        /// The other side has ended the connection.
        case closed
    }

    /// The system's number of it, for waiting on several at once.
    let descriptor: Int32

    /// Connects to one of the addresses of a host, one after the other.
    ///
    /// - Parameters:
    ///   - server: Where to.
    ///   - settings: Which addresses are dialled, and how the system treats the connection.
    ///   - deadline: When to give up.
    /// - Throws: ``DialFailure`` saying what kept the connection from being made; of several addresses the last one's.
    init(
        to server: ServerAddress,
        _ settings: ConnectionSettings = ConnectionSettings(),
        before deadline: Deadline
    ) throws(DialFailure) {
        var failure = DialFailure(.unresolved, "no address")
        for address in try Self.addresses(of: server, settings.family) {
            do {
                self.descriptor = try Self.connect(to: address, settings, before: deadline)
                return
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Reads what is there into a buffer.
    ///
    /// - Parameter buffer: Where the bytes are put, from its beginning; as many as it has room for at most.
    /// - Returns: What came.
    func read(into buffer: inout [UInt8]) -> Read {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            while true {
                let count = unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
                if count > 0 { return .some(count) }
                if count == 0 { return .closed }
                if errno == EINTR { continue }
                return errno == EAGAIN || errno == EWOULDBLOCK ? .nothing : .closed
            }
        }
    }

    /// Writes as much as goes out at once.
    ///
    /// - Parameter bytes: What to write.
    /// - Returns: How much was written; `nil` when the other side has ended the connection.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            while true {
                let sent = unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                if sent >= 0 { return sent }
                if errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
                guard errno == EINTR else { return nil }
            }
        }
    }

    /// Gives it back to the system.
    func close() {
        Glibc.close(descriptor)
    }

    // MARK: Connecting

    /// One address of a host, as the system has it.
    private struct SystemAddress {
        var storage = sockaddr_storage()
        var length: socklen_t = 0
        var family: Int32 = 0
    }

    private static func addresses(of server: ServerAddress, _ family: Int32) throws(DialFailure) -> [SystemAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = family
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        // With one family given, only that is asked for; and the loopback interface alone does not count as having it.
        unsafe hints.ai_flags = AI_NUMERICSERV | (family == AF_UNSPEC ? AI_ADDRCONFIG : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(server.host, String(server.port), &hints, &list)
        guard code == 0 else {
            let text = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            throw DialFailure(.unresolved, text)
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SystemAddress] = []
        var next = unsafe list
        while let info = unsafe next {
            let entry = unsafe info.pointee
            if let source = unsafe entry.ai_addr, unsafe entry.ai_addrlen <= MemoryLayout<sockaddr_storage>.size {
                var address = SystemAddress()
                unsafe withUnsafeMutableBytes(of: &address.storage) { target in
                    unsafe target.copyMemory(
                        from: UnsafeRawBufferPointer(start: source, count: Int(entry.ai_addrlen))
                    )
                }
                address.length = unsafe entry.ai_addrlen
                address.family = unsafe entry.ai_family
                addresses.append(address)
            }
            unsafe next = unsafe entry.ai_next
        }
        return addresses
    }

    private static func connect(
        to address: SystemAddress,
        _ settings: ConnectionSettings,
        before deadline: Deadline
    ) throws(DialFailure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw DialFailure(systemError: errno) }
        let size = socklen_t(MemoryLayout<Int32>.size)
        for (level, option, value) in options(of: settings) {
            var value = value
            unsafe setsockopt(descriptor, level, option, &value, size)
        }
        let code = unsafe withUnsafeBytes(of: address.storage) { bytes -> Int32 in
            guard let start = unsafe bytes.bindMemory(to: sockaddr.self).baseAddress else { return EINVAL }
            return unsafe Glibc.connect(descriptor, start, address.length) == 0 ? 0 : errno
        }
        guard code == 0 || code == EINPROGRESS else {
            Glibc.close(descriptor)
            throw DialFailure(systemError: code)
        }
        guard Readiness.wait(for: descriptor, writing: true, before: deadline) else {
            Glibc.close(descriptor)
            throw DialFailure(.silent, "no answer in time")
        }
        var error: Int32 = 0
        var length = size
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        guard error == 0 else {
            Glibc.close(descriptor)
            throw DialFailure(systemError: error)
        }
        return descriptor
    }

    /// What the system is told of a socket before it is connected: level, option and value.
    private static func options(of settings: ConnectionSettings) -> [(Int32, Int32, Int32)] {
        var options: [(Int32, Int32, Int32)] = [
            (Int32(IPPROTO_TCP), TCP_NODELAY, settings.sendsAtOnce ? 1 : 0),
            (SOL_SOCKET, SO_KEEPALIVE, settings.keepsAlive ? 1 : 0),
        ]
        if let bytes = settings.sendBuffer { options.append((SOL_SOCKET, SO_SNDBUF, Int32(clamping: bytes))) }
        if let bytes = settings.receiveBuffer { options.append((SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))) }
        return options
    }
}

/// Waiting until a socket can be read or written.
enum Readiness {
    /// The longest that one wait takes, so that a clock that leaps is looked at again.
    private static let longest: Duration = .seconds(60)

    /// Waits for one socket.
    ///
    /// - Parameters:
    ///   - descriptor: The socket.
    ///   - writing: Whether to wait until it can be written, and not only read.
    ///   - deadline: When to give up.
    /// - Returns: Whether it is ready; false at the deadline.
    static func wait(for descriptor: Int32, writing: Bool, before deadline: Deadline) -> Bool {
        var entries = [pollfd(fd: descriptor, events: Int16(writing ? POLLOUT : POLLIN), revents: 0)]
        while true {
            if wait(for: &entries, atMost: deadline.remaining) { return true }
            if deadline.hasPassed { return false }
        }
    }

    /// Waits for several; says whether one of them is ready, or the wait ended early.
    ///
    /// - Parameters:
    ///   - entries: What to wait for, and then what is ready.
    ///   - limit: How long at most; `nil` for as long as nothing happens, up to a minute.
    /// - Returns: Whether something is ready.
    static func wait(for entries: inout [pollfd], atMost limit: Duration?) -> Bool {
        let limit = min(limit ?? longest, longest)
        // Rounded up, so that the last part of a millisecond is not spent in a circle.
        let milliseconds = Int32(clamping: Int((limit / .milliseconds(1)).rounded(.up)))
        return unsafe entries.withUnsafeMutableBufferPointer { buffer in
            unsafe poll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
        } > 0
    }
}
