internal import Cluster
internal import Offsets

/// The bytes to and from one broker, in plain or in TLS; one thread uses it, and closes it.
struct Transport {
    let socket: TCPSocket
    /// What is to go out, from ``sent`` on.
    private var outgoing: [UInt8] = []
    private var sent = 0
    /// What was read last; its room is made once.
    private var received = [UInt8](repeating: 0, count: DirectLimits.readBytes)

    /// A transport over a connected socket.
    init(
        _ socket: TCPSocket,
        _ security: SecuritySettings,
        host: String,
        before deadline: Deadline
    ) throws(DialFailure) {
        self.socket = socket
    }

    /// Whether something is left that did not go out at once.
    var hasUnsent: Bool { sent < outgoing.count }

    /// Adds bytes to what is to go out.
    mutating func add(_ bytes: [UInt8]) {
        outgoing += bytes
    }

    /// Writes what goes out at once.
    ///
    /// - Throws: ``DialFailure`` when the other side has ended the connection.
    mutating func flush() throws(DialFailure) {
        while hasUnsent {
            guard let count = socket.write(outgoing[sent...]) else {
                throw DialFailure(.other, "the broker closed the connection")
            }
            guard count > 0 else { return }
            sent += count
        }
        outgoing.removeAll(keepingCapacity: true)
        sent = 0
    }

    /// Reads what is there into the end of a buffer.
    ///
    /// - Parameter buffer: Where the bytes are added.
    /// - Returns: Whether anything came.
    /// - Throws: ``DialFailure`` when the other side has ended the connection.
    mutating func read(into buffer: inout [UInt8]) throws(DialFailure) -> Bool {
        switch socket.read(into: &received) {
        case .some(let count):
            buffer += received[..<count]
            return true
        case .nothing: return false
        case .closed: throw DialFailure(.other, "the broker closed the connection")
        }
    }

    /// Waits until everything is out and something has come, for what is said before a connection is ready.
    ///
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
}
