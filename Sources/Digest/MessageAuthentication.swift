import COpenSSL
import Offsets

/// Codes by which only who has a key can vouch for a message.
public enum MessageAuthentication {
    /// The length of an HMAC-SHA-256 in bytes.
    public static let length = ContentDigest.length

    /// Returns the HMAC of a message (RFC 2104), with SHA-256 unless another function is named.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - key: The key, of any length.
    ///   - function: The hash function.
    /// - Returns: As many bytes as the function's digests have.
    /// - Throws: ``DigestError`` when the library fails.
    public static func code(
        of message: [UInt8],
        key: [UInt8],
        using function: HashFunction = .sha256
    ) throws(DigestError) -> [UInt8] {
        guard let keyLength = Int32(exactly: key.count) else {
            throw DigestError(.library, "OpenSSL: a key of \(key.count) bytes is too long")
        }
        var succeeded = false
        let length = function.length
        let code = unsafe [UInt8](unsafeUninitializedCapacity: length) { output, count in
            var written: UInt32 = 0
            let result = unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe HMAC(
                        function.function,
                        key.baseAddress,
                        keyLength,
                        message.baseAddress,
                        message.count,
                        output.baseAddress,
                        &written
                    )
                }
            }
            succeeded = unsafe result != nil && written == UInt32(length)
            count = succeeded ? length : 0
        }
        guard succeeded else { throw DigestError(.library, "OpenSSL: HMAC with \(function) failed") }
        return code
    }

    /// Whether two codes are equal, in a time that does not tell where they differ.
    public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
