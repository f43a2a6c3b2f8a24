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
        for _ in 0..<Self.stepLimit {
            let question = client.takeOutput()
            let answer = Self.hand(question, to: server, &serverError)
            let further = Self.hand(answer, to: client, &clientError)
            if question.isEmpty, answer.isEmpty {
                if further.isEmpty { return }
                _ = Self.hand(further, to: server, &serverError)
            } else {
                _ = Self.hand(further, to: server, &serverError)
            }
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
