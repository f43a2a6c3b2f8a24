import TLS

/// Two sessions that talk to each other without a network.
struct Handshake {
    let client: TLSSession
    let server: TLSSession
    /// What the client said in the end, if anything.
    private(set) var clientError: TLSError?
    /// What the server said in the end, if anything.
    private(set) var serverError: TLSError?

    /// How many steps two sessions take at most.
    private static let stepLimit = 20

    /// Lets both talk until nobody has anything to say.
    init(_ client: TLSClient, with host: String = "127.0.0.1", at server: TLSServer) throws(TLSError) {
        self.client = try client.session(with: host)
        self.server = try server.session()
        talk()
    }

    /// Hands over what either has to send, also once one has failed, and reads nothing that matters.
    mutating func talk() {
        var toServer = client.takeOutput()
        var toClient = server.takeOutput()
        for _ in 0..<Self.stepLimit where !toServer.isEmpty || !toClient.isEmpty {
            let answer = Self.hand(toServer, to: server, &serverError)
            toServer = Self.hand(toClient, to: client, &clientError)
            toClient = answer
        }
    }

    private static func hand(_ bytes: [UInt8], to session: TLSSession, _ error: inout TLSError?) -> [UInt8] {
        guard error == nil else { return [] }
        do throws(TLSError) {
            try session.receive(bytes)
            _ = try session.read()
        } catch let failure {
            error = failure
        }
        return session.takeOutput()
    }
}
