public import KafkaProtocol
public import TLS

/// A port that each simulated broker has, and what a client does there before it may ask anything.
public struct SimulatedListener: Sendable {
    /// Its name, as Kafka's `listeners` have one.
    public let name: String
    /// How it is encrypted, `nil` for plain text.
    public let tls: TLSServer?
    /// How clients log in, `nil` where nobody does.
    public let authentication: SimulatedAuthentication?

    /// A listener.
    public init(_ name: String, tls: TLSServer? = nil, authentication: SimulatedAuthentication? = nil) {
        self.name = name
        self.tls = tls
        self.authentication = authentication
    }

    /// One in plain text where nobody logs in.
    public static let plaintext = SimulatedListener("PLAINTEXT")
}

/// Who may log in to a simulated broker, and how (SASL).
public struct SimulatedAuthentication: Hashable, Sendable {
    /// A mechanism of SASL, by its name in Kafka.
    public enum Mechanism: String, Hashable, Sendable, CaseIterable {
        /// A password in plain text.
        case plain = "PLAIN"
        /// A password that is not said, with SHA-256.
        case scramSHA256 = "SCRAM-SHA-256"
        /// A password that is not said, with SHA-512.
        case scramSHA512 = "SCRAM-SHA-512"
        /// A token.
        case oauthBearer = "OAUTHBEARER"
    }

    /// The mechanisms that are enabled.
    public var mechanisms: [Mechanism]
    /// The password of each user, for all mechanisms with passwords.
    public var passwords: [Text: Text]
    /// The tokens, and whom each stands for.
    ///
    /// Beside them an unsecured token (RFC 7515, `alg` is `none`) is taken by Kafka's own rule for tests: it stands for its `sub`,
    /// until its `exp`.
    public var tokens: [Text: Text]
    /// How long a client may go on before it has to log in again (KIP-368, `connections.max.reauth.ms`), in milliseconds;
    /// `nil` for as long as it likes.
    public var sessionLifetime: Int64?

    /// Who may log in.
    public init(
        mechanisms: [Mechanism] = Mechanism.allCases,
        passwords: [Text: Text] = [:],
        tokens: [Text: Text] = [:],
        sessionLifetime: Int64? = nil
    ) {
        self.mechanisms = mechanisms
        self.passwords = passwords
        self.tokens = tokens
        self.sessionLifetime = sessionLifetime
    }
}
