import Glibc
import KafkaProtocol

/// A broker's port, and the connections to it.
enum Listener {
    /// Accepts clients until the socket is shut down, each on a thread of its own.
    static func run(_ socket: Socket, _ number: Int, _ broker: Int32, _ server: ClusterServer) {
        defer { server.close(number) }
        while let client = socket.accept() {
            guard let number = server.register(client) else {
                client.close()
                continue
            }
            if !DetachedThread.start({ serve(client, number, broker, server) }) { server.close(number) }
        }
    }

    /// Answers one client, request by request, until it goes or sends what is no request.
    private static func serve(_ client: Socket, _ number: Int, _ broker: Int32, _ server: ClusterServer) {
        defer { server.close(number) }
        let sizeOfLength = 4
        while let header = client.read(exactly: sizeOfLength) {
            var reader = MessageReader(header)
            guard let length = try? reader.integer(Int32.self), 0...Limit.requestBytes ~= Int(length),
                let frame = client.read(exactly: Int(length))
            else { return }
            switch server.reply(to: frame, at: broker) {
            case .bytes(let bytes): if !client.write(bytes) { return }
            case .nothing: break
            case .close: return
            }
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
