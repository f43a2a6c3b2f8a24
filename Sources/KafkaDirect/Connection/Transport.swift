internal import Cluster
internal import Offsets
internal import TLS

/// The bytes to and from one broker, in plain or in TLS; one thread uses it.
struct Transport {
    /// The socket, which whoever made it closes.
    let socket: TCPSocket
    private let session: TLSSession?
    /// What is to go out, from ``sent`` on.
    private var outgoing: [UInt8] = []
    private var sent = 0
    /// What was read last; its room is made once.
    private var received = [UInt8](repeating: 0, count: DirectLimits.readBytes)

    /// A transport over a connected socket; with TLS both sides have agreed when it is made.
    ///
    /// - Parameters:
    ///   - socket: The socket.
    ///   - tls: How TLS is spoken, `nil` for plain bytes.
    ///   - host: Whose certificate has to come.
    ///   - deadline: When to give up.
    /// - Throws: ``DialFailure`` saying why the two cannot agree.
    init(_ socket: TCPSocket, _ tls: TLSClient?, host: String, before deadline: Deadline) throws(DialFailure) {
        self.socket = socket
        guard let tls else {
            session = nil
            return
        }
        do throws(TLSError) {
            session = try tls.session(with: host)
        } catch {
            throw DialFailure(error)
        }
        takeOutput()
        var nothing: [UInt8] = []
        while session?.isEstablished == false {
            try exchange(into: &nothing, before: deadline)
        }
        try flush()
    }

    /// Whether something is left that did not go out at once.
    var hasUnsent: Bool { sent < outgoing.count }

    /// Adds bytes to what is to go out.
    ///
    /// - Throws: ``DialFailure`` when they cannot be encrypted.
    mutating func add(_ bytes: [UInt8]) throws(DialFailure) {
        guard let session else {
            outgoing += bytes
            return
        }
        do throws(TLSError) {
            try session.write(bytes)
        } catch {
            throw DialFailure(error)
        }
        takeOutput()
    }

    /// Writes what goes out at once.
    ///
    /// - Throws: ``DialFailure`` when the other side has ended the connection.
    mutating func flush() throws(DialFailure) {
        while hasUnsent {
            guard let count = socket.write(outgoing[sent...]) else { throw closed() }
            guard count > 0 else { return }
            sent += count
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
    }

    /// Reads what is there into the end of a buffer.
    ///
    /// - Parameter buffer: Where the bytes are added.
    /// - Returns: Whether anything came, be it only for TLS itself.
    /// - Throws: ``DialFailure`` when the other side has ended the connection.
    mutating func read(into buffer: inout [UInt8]) throws(DialFailure) -> Bool {
        switch socket.read(into: &received) {
        case .nothing: return false
        case .closed: throw closed()
        case .some(let count):
            guard let session else {
                buffer += received[..<count]
                return true
            }
            do throws(TLSError) {
                defer { takeOutput() }
                try session.receive(Array(received[..<count]))
                buffer += try session.read()
            } catch {
                // What tells the other side why goes out, as far as it can.
                try? flush()
                throw DialFailure(error)
            }
            guard !session.isEnded else { throw closed() }
            return true
        }
    }

    /// Waits until everything is out and something has come, for what is said before a connection is ready.
    ///
    /// - Parameters:
    ///   - buffer: Where what comes is added.
    ///   - deadline: When to give up.
    /// - Throws: ``DialFailure``: `silent` at the deadline.
    mutating func exchange(into buffer: inout [UInt8], before deadline: Deadline) throws(DialFailure) {
        try flush()
        while true {
            if try read(into: &buffer) { return }
            guard Readiness.wait(for: socket.descriptor, writing: hasUnsent, before: deadline) else {
                throw DialFailure(.silent, "the broker did not answer in time")
            }
            try flush()
        }
    }

    private mutating func takeOutput() {
        if let session { outgoing += session.takeOutput() }
    }

    /// What it means that the other side has ended the connection.
    private func closed() -> DialFailure {
        do throws(TLSError) {
            try session?.receiveEnd()
            return DialFailure(.other, "the broker closed the connection")
        } catch {
            return DialFailure(error)
        }
    }
}

extension DialFailure {
    /// Why TLS cannot be spoken.
    init(_ error: TLSError) {
        let reason: ConnectionFailureReason =
            switch error.code {
            case .certificateExpired, .certificateNotYetValid, .unknownAuthority, .hostNameMismatch:
                .untrustedCertificate
            case .clientCertificateWanted, .clientCertificateRefused: .rejectedCertificate
            case .notTLS, .closedEarly: .hasNoTLS
            case .protocolVersion, .credentials, .other: .tls
            }
        self.init(reason, error.message)
    }
}
