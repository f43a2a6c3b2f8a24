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
