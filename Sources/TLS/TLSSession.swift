import CTLS

/// One connection by TLS as bytes in and bytes out: it knows no socket and waits for nothing.
///
/// What the network brought goes into ``receive(_:)``, and what ``takeOutput()`` returns goes onto it: after the session was
/// made, after every ``receive(_:)``, also one that throws, and after every ``write(_:)``. One thread at a time uses it.
/// After an error it is of no use any more.
@safe
public final class TLSSession {
    /// Which half of a connection it is.
    enum Role {
        case client(host: String, isChecked: Bool, hasIdentity: Bool)
        case server
    }

    private let pointer: OpaquePointer
    /// What came and was not read yet; the session owns it.
    private let incoming: OpaquePointer
    /// What is to be sent; the session owns it.
    private let outgoing: OpaquePointer
    private let isServer: Bool
    private let hasIdentity: Bool
    private var hasHeard = false
    /// Whether both sides have agreed: what is written from now on is encrypted.
    public private(set) var isEstablished = false
    /// Whether the other side has said that nothing more comes.
    public private(set) var isEnded = false

    /// What is decrypted in one step, in bytes: the most a record of TLS holds.
    private static let recordBytes = 16 * 1_024

    init(_ context: TLSContext, _ role: Role) throws(TLSError) {
        ERR_clear_error()
        let session = unsafe try context.makeSession()
        guard let incoming = unsafe BIO_new(BIO_s_mem()), let outgoing = unsafe BIO_new(BIO_s_mem()) else {
            unsafe SSL_free(session)
            throw TLSError(.other, TLSError.libraryMessage(otherwise: "no memory for a session"))
        }
        unsafe SSL_set_bio(session, incoming, outgoing)
        unsafe pointer = unsafe session
        unsafe self.incoming = unsafe incoming
        unsafe self.outgoing = unsafe outgoing
        switch role {
        case .server:
            isServer = true
            hasIdentity = true
            unsafe SSL_set_accept_state(session)
        case .client(let host, let isChecked, let hasIdentity):
            isServer = false
            self.hasIdentity = hasIdentity
            unsafe SSL_set_connect_state(session)
            guard unsafe Self.expect(host, isChecked: isChecked, of: session) else {
                throw TLSError(.other, "\(host) is no name of a host")
            }
            try shakeHands()
        }
    }

    deinit { unsafe SSL_free(pointer) }

    /// Says whose certificate has to come, and asks for it by name where the host has one.
    private static func expect(_ host: String, isChecked: Bool, of session: OpaquePointer) -> Bool {
        let parameters = unsafe SSL_get0_param(session)
        // A host that is an address has no name to ask for, and is looked for among the certificate's addresses.
        let address = unsafe a2i_IPADDRESS(host)
        if let address = unsafe address {
            unsafe ASN1_OCTET_STRING_free(address)
            return unsafe !isChecked || X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1
        }
        guard !host.isEmpty, unsafe tidemark_tls_name_server(session, host) == 1 else { return false }
        guard isChecked else { return true }
        unsafe X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return unsafe X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1
    }

    /// Takes what the network brought.
    ///
    /// - Parameter ciphertext: Bytes as they came, in pieces of any size.
    /// - Throws: ``TLSError`` when the two sides cannot agree; what ``takeOutput()`` then returns tells the other side.
    public func receive(_ ciphertext: [UInt8]) throws(TLSError) {
        guard !ciphertext.isEmpty else { return }
        if !hasHeard {
            guard Self.beginsRecord(ciphertext) else {
                throw TLSError(.notTLS, "the other side does not speak TLS")
            }
            hasHeard = true
        }
        ERR_clear_error()
        let taken = unsafe ciphertext.withUnsafeBytes { input in
            unsafe BIO_write(incoming, input.baseAddress, Int32(clamping: input.count))
        }
        guard Int(taken) == ciphertext.count else {
            throw TLSError(.other, TLSError.libraryMessage(otherwise: "no memory for what came"))
        }
        if !isEstablished { try shakeHands() }
    }

    /// Notes that the other side has closed the connection.
    ///
    /// - Throws: ``TLSError`` with ``TLSError/Code/closedEarly`` before the connection was secured.
    public func receiveEnd() throws(TLSError) {
        guard !isEstablished else { return }
        throw TLSError(
            .closedEarly,
            hasHeard
                ? "the other side closed the connection in the middle of the handshake of TLS"
                : "the other side closed the connection and said nothing: is this a port for TLS?"
        )
    }

    /// Whether the first bytes can be those of a record of TLS: its kind, and 3 for the version's first number.
    private static func beginsRecord(_ bytes: [UInt8]) -> Bool {
        let kinds: ClosedRange<UInt8> = 20...23
        return kinds.contains(bytes[0]) && (bytes.count == 1 || bytes[1] == 3)
    }

    private func shakeHands() throws(TLSError) {
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(pointer)
        if result == 1 {
            isEstablished = true
            return
        }
        try check(result)
    }

    /// Decrypts what has come.
    ///
    /// - Returns: What the other side wrote, as far as it is here; nothing before the connection is established.
    /// - Throws: ``TLSError`` when what came is damaged, or the other side refuses the connection after all: in TLS 1.3 a server
    ///   looks at a client's certificate when the client holds the connection for established.
    public func read() throws(TLSError) -> [UInt8] {
        guard isEstablished else { return [] }
        var plaintext: [UInt8] = []
        while true {
            ERR_clear_error()
            var result: Int32 = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: Self.recordBytes) { buffer, filled in
                var count = 0
                result = unsafe SSL_read_ex(pointer, buffer.baseAddress, buffer.count, &count)
                filled = result == 1 ? count : 0
            }
            guard result == 1 else {
                try check(result)
                return plaintext
            }
            if plaintext.isEmpty { plaintext = part } else { plaintext += part }
        }
    }

    /// Encrypts bytes; ``takeOutput()`` has them.
    ///
    /// - Parameter plaintext: What the other side is to read.
    /// - Throws: ``TLSError`` before the connection is established, or when the library fails.
    public func write(_ plaintext: [UInt8]) throws(TLSError) {
        guard isEstablished else { throw TLSError(.other, "the connection is not secured yet") }
        guard !plaintext.isEmpty else { return }
        ERR_clear_error()
        var count = 0
        let result = unsafe plaintext.withUnsafeBytes { input in
            unsafe SSL_write_ex(pointer, input.baseAddress, input.count, &count)
        }
        guard result == 1, count == plaintext.count else {
            try check(result)
            throw TLSError(.other, "the connection takes nothing more")
        }
    }

    /// Says that nothing more is written; ``takeOutput()`` has the word.
    public func end() {
        guard isEstablished else { return }
        ERR_clear_error()
        unsafe SSL_shutdown(pointer)
    }

    /// What is to be sent to the other side; it is returned once.
    public func takeOutput() -> [UInt8] {
        let count = unsafe BIO_ctrl_pending(outgoing)
        guard count > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe filled = max(0, Int(BIO_read(outgoing, buffer.baseAddress, Int32(clamping: buffer.count))))
        }
    }

    /// The version that was agreed on, for instance `TLSv1.3`; `nil` before.
    public var version: String? {
        guard isEstablished, let name = unsafe SSL_get_version(pointer) else { return nil }
        return unsafe String(cString: name)
    }

    /// Whom the other side's certificate is for, in the form of RFC 2253; `nil` when it has shown none.
    public var peerSubject: String? {
        guard let certificate = unsafe SSL_get1_peer_certificate(pointer) else { return nil }
        defer { unsafe X509_free(certificate) }
        guard let text = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(text) }
        guard unsafe tidemark_tls_print_subject(text, certificate) == 1 else {
            return nil
        }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: BIO_ctrl_pending(text)) { buffer, filled in
            unsafe filled = max(0, Int(BIO_read(text, buffer.baseAddress, Int32(clamping: buffer.count))))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Throws what a step that did not succeed means, unless it only waits for more to come.
    private func check(_ result: Int32) throws(TLSError) {
        switch unsafe SSL_get_error(pointer, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
        case SSL_ERROR_ZERO_RETURN: isEnded = true
        default: throw unsafe TLSError.ofSession(pointer, isServer: isServer, hasIdentity: hasIdentity)
        }
    }
}
