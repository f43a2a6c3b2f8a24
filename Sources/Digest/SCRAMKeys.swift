/// The keys of SCRAM (RFC 5802, RFC 7677), with which client and server show each other that they know a password, and
/// neither says it.
public struct SCRAMKeys: Hashable, Sendable {
    /// The hash function of the mechanism.
    public let function: HashFunction
    /// What only who knows the password has.
    private let clientKey: [UInt8]
    /// What a server keeps to know a client by.
    private let storedKey: [UInt8]
    /// What a server shows that it knows the password, too.
    private let serverKey: [UInt8]

    /// Derives the keys from a password, which takes milliseconds at Kafka's 4096 iterations.
    ///
    /// - Parameters:
    ///   - password: The password, in UTF-8 as Kafka takes it, without RFC 4013's preparation.
    ///   - salt: The server's salt for the user.
    ///   - iterations: The server's number of iterations for the user.
    ///   - function: The hash function of the mechanism.
    /// - Throws: ``DigestError`` when the number is out of range or the library fails.
    public init(
        password: [UInt8],
        salt: [UInt8],
        iterations: Int,
        using function: HashFunction
    ) throws(DigestError) {
        self.function = function
        let salted = try function.deriveKey(from: password, salt: salt, iterations: iterations)
        clientKey = try MessageAuthentication.code(of: Array("Client Key".utf8), key: salted, using: function)
        serverKey = try MessageAuthentication.code(of: Array("Server Key".utf8), key: salted, using: function)
        storedKey = try function.digest(of: clientKey)
    }

    /// What a client shows for a conversation.
    ///
    /// - Parameter conversation: RFC 5802's AuthMessage: the first message without its header, the server's, and the last without
    ///   its proof, with commas between.
    /// - Returns: The proof, as long as the function's digests.
    /// - Throws: ``DigestError`` when the library fails.
    public func proof(for conversation: [UInt8]) throws(DigestError) -> [UInt8] {
        let signature = try MessageAuthentication.code(of: conversation, key: storedKey, using: function)
        return Self.combined(clientKey, signature)
    }

    /// Whether a proof for a conversation comes from somebody who knows the password.
    ///
    /// - Parameters:
    ///   - proof: What a client has shown.
    ///   - conversation: As in ``proof(for:)``.
    /// - Returns: Whether it does.
    /// - Throws: ``DigestError`` when the library fails.
    public func accepts(_ proof: [UInt8], for conversation: [UInt8]) throws(DigestError) -> Bool {
        guard proof.count == function.length else { return false }
        let signature = try MessageAuthentication.code(of: conversation, key: storedKey, using: function)
        let key = try function.digest(of: Self.combined(proof, signature))
        return MessageAuthentication.areEqual(key, storedKey)
    }

    /// What a server shows for a conversation; a client compares it by ``MessageAuthentication/areEqual(_:_:)``.
    ///
    /// - Parameter conversation: As in ``proof(for:)``.
    /// - Returns: The signature, as long as the function's digests.
    /// - Throws: ``DigestError`` when the library fails.
    public func serverSignature(for conversation: [UInt8]) throws(DigestError) -> [UInt8] {
        try MessageAuthentication.code(of: conversation, key: serverKey, using: function)
    }

    private static func combined(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] { zip(one, other).map { $0 ^ $1 } }
}
