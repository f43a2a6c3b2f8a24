import CTLS

/// What the sessions of one configuration have in common: OpenSSL's `SSL_CTX`, changed only while it is made.
@safe
final class TLSContext: Sendable {
    /// `nonisolated(unsafe)`: OpenSSL lets any number of threads make sessions from it, and it is freed in `deinit` only;
    /// each session holds on to it by itself.
    private nonisolated(unsafe) let pointer: OpaquePointer

    /// A context for the client's or the server's half.
    ///
    /// - Parameters:
    ///   - isServer: For which half.
    ///   - versions: The versions of TLS, in OpenSSL's numbers; 0 for the highest there is.
    /// - Throws: ``TLSError`` when the library has no memory, or its configuration forbids these versions.
    init(isServer: Bool, versions: (lowest: Int32, highest: Int32)) throws(TLSError) {
        ERR_clear_error()
        guard let made = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw TLSError(.other, TLSError.libraryMessage(otherwise: "no memory for TLS"))
        }
        unsafe pointer = unsafe made
        guard unsafe tidemark_tls_set_versions(made, versions.lowest, versions.highest) == 1 else {
            throw TLSError(.protocolVersion, TLSError.libraryMessage(otherwise: "these versions of TLS are not there"))
        }
        unsafe tidemark_tls_keep_simple(made)
        if !isServer { unsafe tidemark_tls_note_requests(made) }
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    /// Makes a session, which whoever asked frees.
    func makeSession() throws(TLSError) -> OpaquePointer {
        guard let session = unsafe SSL_new(pointer) else {
            throw TLSError(.other, TLSError.libraryMessage(otherwise: "no memory for a session"))
        }
        return unsafe session
    }

    /// Has every session check the other side's certificate.
    ///
    /// - Parameter isDemanded: At a server: whether a client without one is refused.
    func verify(isDemanded: Bool) {
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | (isDemanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nil)
    }

    /// Has no session check anything of the other side.
    func verifyNothing() {
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
    }

    /// Trusts the authorities of the system.
    func trustSystem() throws(TLSError) {
        guard unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
            throw TLSError(.credentials, TLSError.libraryMessage(otherwise: "the system's authorities cannot be read"))
        }
    }

    /// Trusts the authorities in a folder, which has a link for each by the hash of its name (`openssl rehash`).
    func trust(directory: String) throws(TLSError) {
        guard unsafe SSL_CTX_load_verify_dir(pointer, directory) == 1 else {
            throw TLSError(.credentials, "\(directory): \(TLSError.libraryMessage(otherwise: "cannot be read"))")
        }
    }

    /// Trusts authorities; at least one has to be there.
    func trust(_ source: PEMSource) throws(TLSError) {
        let store = unsafe SSL_CTX_get_cert_store(pointer)
        let count = unsafe try eachCertificate(of: source) { certificate, _ in
            unsafe X509_STORE_add_cert(store, certificate) == 1
        }
        guard count > 0 else { throw TLSError(.credentials, "\(source) has no certificate in PEM") }
    }

    /// Shows a certificate.
    func show(_ identity: TLSIdentity) throws(TLSError) {
        let count = unsafe try eachCertificate(of: identity.certificate) { certificate, index in
            unsafe index == 0
                ? SSL_CTX_use_certificate(pointer, certificate) == 1
                : tidemark_tls_add_to_chain(pointer, certificate) == 1
        }
        guard count > 0 else { throw TLSError(.credentials, "\(identity.certificate) has no certificate in PEM") }
        let text = unsafe try identity.key.open()
        defer { unsafe BIO_free(text) }
        guard let key = unsafe tidemark_tls_read_key(text, identity.keyPassword ?? "") else {
            let words = TLSError.libraryMessage(otherwise: "no key")
            throw TLSError(
                .credentials,
                "\(identity.key) has no key in PEM that can be read: wrong or missing password? (\(words))"
            )
        }
        defer { unsafe EVP_PKEY_free(key) }
        guard unsafe SSL_CTX_use_PrivateKey(pointer, key) == 1, unsafe SSL_CTX_check_private_key(pointer) == 1 else {
            let words = TLSError.libraryMessage(otherwise: "they differ")
            throw TLSError(.credentials, "the key in \(identity.key) is not that of the certificate (\(words))")
        }
    }

    /// How many certificates are read of one file or text at most: a system's whole store has some hundred.
    private static let certificateLimit = 10_000

    /// Hands over each certificate, and returns how many there were.
    private func eachCertificate(
        of source: PEMSource,
        _ take: (_ certificate: OpaquePointer, _ index: Int) -> Bool
    ) throws(TLSError) -> Int {
        let text = unsafe try source.open()
        defer { unsafe BIO_free(text) }
        ERR_clear_error()
        var count = 0
        while count < Self.certificateLimit, let certificate = unsafe tidemark_tls_read_certificate(text) {
            defer { unsafe X509_free(certificate) }
            guard unsafe take(certificate, count) else {
                throw TLSError(.credentials, "\(source): \(TLSError.libraryMessage(otherwise: "not accepted"))")
            }
            count += 1
        }
        guard tidemark_tls_is_at_end() == 1 else {
            throw TLSError(.credentials, "\(source): \(TLSError.libraryMessage(otherwise: "a damaged certificate"))")
        }
        ERR_clear_error()
        return count
    }
}
