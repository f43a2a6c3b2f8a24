import CTLS

/// The client's side of TLS: whom it trusts and what it shows, read once for all its connections.
///
/// TLS 1.2 at least. Sessions are made from any thread.
public final class TLSClient: Sendable {
    /// Whom a client trusts and what it shows.
    public struct Configuration: Hashable, Sendable {
        /// Who may have issued a server's certificate.
        public enum Authorities: Hashable, Sendable {
            /// Those the system trusts, or the variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
            case system
            /// Those in a file or text, one after another in PEM.
            case source(PEMSource)
            /// Those in a folder, by the hashes of their names (`openssl rehash`).
            case directory(String)
        }

        /// Who may have issued a server's certificate.
        public var authorities = Authorities.system
        /// What is shown to a server that asks, `nil` for nothing.
        public var identity: TLSIdentity?
        /// Whether a server's certificate is checked at all (librdkafka's `enable.ssl.certificate.verification`).
        public var verifiesCertificate = true
        /// Whether it has to be for the host that is asked (librdkafka's `ssl.endpoint.identification.algorithm`).
        public var verifiesHostName = true

        /// Checks everything, trusts the system's authorities, and shows nothing.
        public init() {}
    }

    private let configuration: Configuration
    private let context: TLSContext

    /// Reads the files of a configuration.
    ///
    /// - Parameter configuration: Whom to trust and what to show.
    /// - Throws: ``TLSError`` with ``TLSError/Code/credentials`` when a file or text cannot be used.
    public init(_ configuration: Configuration) throws(TLSError) {
        self.configuration = configuration
        context = try TLSContext(isServer: false, versions: (TLS1_2_VERSION, 0))
        if configuration.verifiesCertificate {
            switch configuration.authorities {
            case .system: try context.trustSystem()
            case .source(let source): try context.trust(source)
            case .directory(let directory): try context.trust(directory: directory)
            }
            context.verify(isDemanded: false)
        } else {
            context.verifyNothing()
        }
        if let identity = configuration.identity { try context.show(identity) }
    }

    /// Begins a session with a server; what is to be sent first is at hand at once.
    ///
    /// - Parameter host: The name or the address of the server, as it has to be in its certificate.
    /// - Returns: The session.
    /// - Throws: ``TLSError`` when the library fails.
    public func session(with host: String) throws(TLSError) -> TLSSession {
        let checked = configuration.verifiesCertificate && configuration.verifiesHostName
        return try TLSSession(
            context,
            .client(host: host, isChecked: checked, hasIdentity: configuration.identity != nil)
        )
    }
}
