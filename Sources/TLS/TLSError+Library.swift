import CTLS

extension TLSError {
    /// What OpenSSL says went wrong last on this thread, in its words; then it has forgotten it.
    ///
    /// - Parameter otherwise: What to say where it says nothing.
    /// - Returns: The words.
    static func libraryMessage(otherwise: String) -> String {
        let error = ERR_peek_last_error()
        ERR_clear_error()
        guard error != 0, let reason = unsafe ERR_reason_error_string(error) else { return otherwise }
        return unsafe String(cString: reason)
    }

    /// What a failed step of a session means.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - isServer: Whether it is the server's half.
    ///   - hasIdentity: Whether it has a certificate of its own to show.
    /// - Returns: The error.
    static func ofSession(_ session: OpaquePointer, isServer: Bool, hasIdentity: Bool) -> TLSError {
        let reason = Int32(truncatingIfNeeded: tidemark_tls_error_reason(ERR_peek_last_error()))
        let words = libraryMessage(otherwise: "the connection failed")
        if reason == SSL_R_CERTIFICATE_VERIFY_FAILED {
            return unsafe ofVerification(SSL_get_verify_result(session), isServer: isServer)
        }
        let code: Code =
            switch reason {
            case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: .clientCertificateWanted
            // What a server says in TLS 1.2 that asked for a certificate and got none.
            case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE where unsafe tidemark_tls_was_asked(session) == 1:
                .clientCertificateWanted
            case _ where versionReasons.contains(reason): .protocolVersion
            case _ where certificateAlerts.contains(reason) && !isServer:
                hasIdentity ? .clientCertificateRefused : .clientCertificateWanted
            case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST: .notTLS
            default: .other
            }
        return TLSError(code, message(code, words))
    }

    private static func ofVerification(_ result: Int, isServer: Bool) -> TLSError {
        let words = unsafe X509_verify_cert_error_string(result).map { unsafe String(cString: $0) } ?? "error \(result)"
        guard !isServer else {
            return TLSError(.clientCertificateRefused, "the client's certificate is not accepted: \(words)")
        }
        let code: Code =
            switch Int32(clamping: result) {
            case X509_V_ERR_CERT_HAS_EXPIRED: .certificateExpired
            case X509_V_ERR_CERT_NOT_YET_VALID: .certificateNotYetValid
            case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: .hostNameMismatch
            case _ where authorityResults.contains(Int32(clamping: result)): .unknownAuthority
            default: .other
            }
        return TLSError(code, message(code, words))
    }

    private static func message(_ code: Code, _ words: String) -> String {
        switch code {
        case .certificateExpired: "the server's certificate is no longer valid (\(words))"
        case .certificateNotYetValid: "the server's certificate is not valid yet (\(words))"
        case .unknownAuthority: "the server's certificate was issued by nobody who is trusted (\(words))"
        case .hostNameMismatch: "the server's certificate is for another host (\(words))"
        case .clientCertificateWanted: "a client has to show a certificate, and there is none (\(words))"
        case .clientCertificateRefused: "the server does not accept the client's certificate (\(words))"
        case .notTLS: "the other side does not speak TLS (\(words))"
        case .protocolVersion: "the two sides have no version of TLS in common (\(words))"
        case .closedEarly, .credentials, .other: words
        }
    }

    /// The chain ends at nobody who is trusted.
    private static let authorityResults: Set<Int32> = [
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_SIGNATURE_FAILURE,
        X509_V_ERR_INVALID_CA,
    ]

    private static let versionReasons: Set<Int32> = [
        SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_WRONG_SSL_VERSION, SSL_R_VERSION_TOO_LOW,
        SSL_R_VERSION_TOO_HIGH, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
    ]

    /// What servers say of a client's certificate, or of a missing one: each another alert, Java's all `bad certificate`.
    private static let certificateAlerts: Set<Int32> = [
        SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
        SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
        SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_UNKNOWN_CA, SSL_R_TLSV1_ALERT_ACCESS_DENIED,
        SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
    ]
}
