import KafkaProtocol
import TLS

/// The bytes of one client, encrypted or not, to and from its socket; one thread uses it.
final class Channel {
    private let socket: Socket
    private let session: TLSSession?
    private var plaintext: [UInt8] = []

    /// What is read from the socket at once, in bytes.
    private static let part = 64 * 1_024

    /// The channel of a client; `nil` when a session by TLS cannot be begun.
    init?(_ socket: Socket, _ tls: TLSServer?) {
        self.socket = socket
        guard let tls else {
            session = nil
            return
        }
        guard let session = try? tls.session() else { return nil }
        self.session = session
    }

    /// Whom the client's certificate is for, `nil` when it has shown none.
    var peerSubject: Text? { session?.peerSubject.map { Text($0) } }

    /// Waits for that many bytes; `nil` when the other side ends before, or does not agree about TLS.
    ///
    /// Takes no more memory than has come: a length is only a claim.
    func read(exactly count: Int) -> [UInt8]? {
        guard let session else { return socket.read(exactly: count) }
        while plaintext.count < count {
            guard let bytes = socket.read(atMost: Self.part) else { return nil }
            do {
                try session.receive(bytes)
                plaintext += try session.read()
            } catch {
                // The client is told why.
                _ = socket.write(session.takeOutput())
                return nil
            }
            guard socket.write(session.takeOutput()), !session.isEnded || plaintext.count >= count else { return nil }
        }
        let taken = Array(plaintext.prefix(count))
        plaintext.removeFirst(count)
        return taken
    }

    /// Writes all bytes; says whether the other side is still there.
    func write(_ bytes: [UInt8]) -> Bool {
        guard let session else { return socket.write(bytes) }
        guard (try? session.write(bytes)) != nil else { return false }
        return socket.write(session.takeOutput())
    }
}
