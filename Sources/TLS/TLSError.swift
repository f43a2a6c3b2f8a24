/// Why a connection by TLS cannot be, or a certificate or key cannot be used.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure, as far as somebody would do something else about each.
    public enum Code: Hashable, Sendable {
        /// The other side's certificate, or one above it, is no longer valid.
        case certificateExpired
        /// The other side's certificate, or one above it, is not valid yet; often a clock is wrong.
        case certificateNotYetValid
        /// Nobody who is trusted has issued the other side's certificate.
        case unknownAuthority
        /// The certificate is for another host.
        case hostNameMismatch
        /// The other side asks for a certificate of ours, and there is none.
        case clientCertificateWanted
        /// The other side does not accept our certificate; at a server: the client's is not accepted.
        case clientCertificateRefused
        /// What came is not TLS.
        case notTLS
        /// The two sides have no version of TLS in common.
        case protocolVersion
        /// The other side closed the connection before it was secured: as a port without TLS does.
        case closedEarly
        /// A file or text does not hold the certificates or the key it should, or the key's password is wrong.
        case credentials
        /// Anything else; the message has OpenSSL's words.
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// What happened, in words.
    public let message: String

    /// An error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
