import KafkaProtocol

/// The server's half of a login by one mechanism of SASL.
struct LoginConversation: Sendable {
    /// What comes of a client's message.
    enum Answer: Sendable {
        /// The client has to say more.
        case further([UInt8])
        /// The client is who it says; until the end of its token, in milliseconds since 1970, where it has one.
        case success(Text, [UInt8], tokenEnd: Int64? = nil)
        /// It is not; Kafka's words.
        case failure(Text)
    }

    private let mechanism: SimulatedAuthentication.Mechanism
    private let authentication: SimulatedAuthentication
    private var scram: SCRAMServer?
    private var failure: Text?

    /// A login nobody has said anything in yet.
    init(
        _ mechanism: SimulatedAuthentication.Mechanism,
        _ authentication: SimulatedAuthentication,
        _ release: SimulatedRelease
    ) {
        self.mechanism = mechanism
        self.authentication = authentication
        scram = SCRAMServer(mechanism, comparesWholeNonce: release.comparesWholeNonce)
    }

    /// Answers what the client says.
    mutating func answer(_ bytes: [UInt8], at now: Int64) -> Answer {
        switch mechanism {
        case .plain: plain(bytes)
        case .scramSHA256, .scramSHA512: scram?.answer(bytes, authentication.passwords) ?? .failure("")
        case .oauthBearer: bearer(bytes, at: now)
        }
    }

    /// On whose behalf, who, and the password, with NUL between (RFC 4616).
    private func plain(_ bytes: [UInt8]) -> Answer {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map { Text(decoding: $0) }
        guard parts.count == 3 else {
            return .failure(Text("Invalid SASL/PLAIN response: expected 3 tokens, got \(parts.count)"))
        }
        guard !parts[1].isEmpty else { return .failure("Authentication failed: username not specified") }
        guard authentication.passwords[parts[1]] == parts[2] else {
            return .failure("Authentication failed: Invalid username or password")
        }
        guard parts[0].isEmpty || parts[0] == parts[1] else {
            return .failure(
                "Authentication failed: Client requested an authorization id that is different from username"
            )
        }
        return .success(parts[1], [])
    }

    /// A token (RFC 7628): a wrong one is told as JSON first, and refused once the client has taken note.
    private mutating func bearer(_ bytes: [UInt8], at now: Int64) -> Answer {
        if let failure { return .failure(failure) }
        let separator: UInt8 = 1
        let prefix = Array("auth=Bearer ".utf8)
        let token = bytes.split(separator: separator).first { $0.starts(with: prefix) }?.dropFirst(prefix.count)
        guard let token else { return .failure("Invalid OAUTHBEARER client first message") }
        if let principal = authentication.tokens[Text(decoding: token)] { return .success(principal, []) }
        if let unsecured = UnsecuredToken(Array(token)), unsecured.end > now {
            return .success(unsecured.subject, [], tokenEnd: unsecured.end)
        }
        failure = #"{"status":"invalid_token"}"#
        return .further(Array(#"{"status":"invalid_token"}"#.utf8))
    }
}
