import Glibc
import KafkaProtocol

/// A broker's port, and the connections to it.
struct Listener: Sendable {
    let broker: Int32
    let listener: SimulatedListener
    /// The listener's place among those of the broker.
    let index: Int
    let server: ClusterServer

    /// Accepts clients until the socket is shut down, each on a thread of its own.
    func run(_ socket: Socket, _ number: Int) {
        defer { server.close(number) }
        while let client = socket.accept() {
            server.countConnection(to: broker)
            guard let number = server.register(client) else {
                client.close()
                continue
            }
            if !DetachedThread.start({ serve(client, number) }) { server.close(number) }
        }
    }

    /// Answers one client, request by request, until it goes or sends what is no request.
    private func serve(_ client: Socket, _ number: Int) {
        defer { server.close(number) }
        guard let channel = Channel(client, listener.tls) else { return }
        var connection = ClientConnection(to: listener, index: index, of: server.release)
        let sizeOfLength = 4
        while let header = channel.read(exactly: sizeOfLength) {
            var reader = MessageReader(header)
            guard let length = try? reader.integer(Int32.self), 0...Limit.requestBytes ~= Int(length),
                let frame = channel.read(exactly: Int(length))
            else { return }
            if connection.user == nil, let subject = channel.peerSubject { connection.identify(subject) }
            switch server.reply(to: frame, at: broker, on: &connection) {
            case .bytes(let bytes): if !channel.write(bytes) { return }
            case .slowly(let bytes, let milliseconds):
                for byte in bytes { guard channel.write([byte]), server.pause(milliseconds) else { return } }
            case .nothing: break
            case .lastBytes(let bytes):
                _ = channel.write(bytes)
                return
            case .close: return
            }
            if connection.isOver { return }
        }
    }
}

/// A thread of the system that ends with its work; nobody waits for it.
enum DetachedThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs the work on a new thread; says whether there was one to be had.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let work = unsafe Unmanaged.passRetained(Work(body))
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            unsafe work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
