import Digest
import Offsets

/// Section 7: who vouches for the file (docs/format.md, 3.7).
enum AuthenticationSection {
    /// HMAC-SHA-256.
    private static let algorithm: UInt8 = 1
    /// What the message begins with, so that no code for anything else is one for a snapshot.
    private static let purpose = "tidemark-authentication-1"

    /// A signature as it stands in the file.
    struct Signature {
        /// The name of the key.
        let key: String
        /// The code.
        let code: [UInt8]
    }

    /// The content with the signature of one key.
    static func content(signedBy key: AuthenticationKey, _ message: [UInt8]) throws(FormatError) -> [UInt8] {
        var writer = ByteWriter()
        try writer.append(count: 1, of: "signatures", limit: FormatLimits.listItems)
        writer.append(key.name)
        writer.append(byte: algorithm)
        writer.append(try code(of: message, key))
        return try writer.checkedBytes()
    }

    /// The signatures in a content.
    static func signatures(from reader: consuming ByteReader) throws(FormatError) -> [Signature] {
        var signatures: [Signature] = []
        for _ in 0..<(try reader.count("signatures", limit: FormatLimits.listItems)) {
            let name = try reader.string()
            guard signatures.last.map({ $0.key.utf8.lexicographicallyPrecedes(name.utf8) }) ?? true else {
                throw reader.damaged("keys are out of order or twice there")
            }
            guard try reader.byte() == algorithm else { throw reader.damaged("a signature is of an unknown algorithm") }
            signatures.append(Signature(key: name, code: Array(try reader.take(MessageAuthentication.length))))
        }
        try reader.finish()
        return signatures
    }

    /// What is signed: the header, and the two digests, which cover all of the file that is not apart.
    static func message(
        header: [UInt8],
        digest: ContentDigest,
        offsetsDigest: ContentDigest
    ) -> [UInt8] {
        Array(purpose.utf8) + header + digest.bytes + offsetsDigest.bytes
    }

    /// The code of a message by a key.
    static func code(of message: [UInt8], _ key: AuthenticationKey) throws(FormatError) -> [UInt8] {
        do {
            return try MessageAuthentication.code(of: message, key: key.secret)
        } catch {
            throw FormatError(.library, "\(error)")
        }
    }
}
