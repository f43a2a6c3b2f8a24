import CTLS

/// The server's side of TLS: what it shows and which clients it accepts.
public final class TLSServer: Sendable {
    /// A version of TLS.
    public enum Version: Int32, Sendable, CaseIterable {
        /// TLS 1.1, which no client of ours speaks.
        case tls11 = 0x0302
        /// TLS 1.2.
        case tls12 = 0x0303
        /// TLS 1.3.
        case tls13 = 0x0304
    }

    private let context: TLSContext

    /// Reads the files of a configuration.
    ///
    /// - Parameters:
    ///   - identity: What every client is shown.
    ///   - clientAuthorities: Who has to have issued a client's certificate; `nil` when clients need none.
    ///   - versions: The versions of TLS that are spoken.
    /// - Throws: ``TLSError`` with ``TLSError/Code/credentials`` when a file or text cannot be used.
    public init(
        identity: TLSIdentity,
        clientAuthorities: PEMSource? = nil,
        versions: ClosedRange<Version> = .tls12 ... .tls13
    ) throws(TLSError) {
        context = try TLSContext(
            isServer: true,
            versions: (versions.lowerBound.rawValue, versions.upperBound.rawValue)
        )
        try context.show(identity)
        if let clientAuthorities {
            try context.trust(clientAuthorities)
            context.verify(isDemanded: true)
        }
    }

    /// Begins a session with a client, whose word is the first.
    ///
    /// - Throws: ``TLSError`` when the library fails.
    public func session() throws(TLSError) -> TLSSession { try TLSSession(context, .server) }
}

extension TLSServer.Version: Comparable {
    /// Whether one is older.
    public static func < (left: TLSServer.Version, right: TLSServer.Version) -> Bool { left.rawValue < right.rawValue }
}
