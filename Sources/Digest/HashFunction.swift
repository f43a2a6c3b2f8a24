import COpenSSL

/// The hash functions of what others have agreed on, such as SCRAM.
public enum HashFunction: Hashable, Sendable, CaseIterable {
    /// SHA-256.
    case sha256
    /// SHA-512.
    case sha512

    /// The length of a digest in bytes.
    public var length: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// Returns the digest of bytes at hand.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: ``length`` bytes.
    /// - Throws: ``DigestError`` when the library fails.
    public func digest(of bytes: [UInt8]) throws(DigestError) -> [UInt8] {
        var succeeded = false
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: length) { output, count in
            var written: UInt32 = 0
            let result = unsafe bytes.withUnsafeBytes { input in
                unsafe EVP_Digest(input.baseAddress, input.count, output.baseAddress, &written, function, nil)
            }
            succeeded = result == 1 && Int(written) == length
            count = succeeded ? length : 0
        }
        guard succeeded else { throw DigestError(.library, "OpenSSL: \(self) failed") }
        return digest
    }

    /// Derives a key from a password with PBKDF2 (RFC 8018) over HMAC with this function.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - salt: What keeps equal passwords from having equal keys.
    ///   - iterations: How often, at least once: the time it takes is in proportion.
    /// - Returns: ``length`` bytes.
    /// - Throws: ``DigestError`` when a number is out of range or the library fails.
    public func deriveKey(
        from password: [UInt8],
        salt: [UInt8],
        iterations: Int
    ) throws(DigestError) -> [UInt8] {
        guard let passwordLength = Int32(exactly: password.count), let saltLength = Int32(exactly: salt.count),
            let count = Int32(exactly: iterations), count > 0
        else {
            throw DigestError(.library, "OpenSSL: PBKDF2 cannot have \(iterations) iterations, or the salt is too long")
        }
        var succeeded = false
        let key = unsafe [UInt8](unsafeUninitializedCapacity: length) { output, filled in
            let result = unsafe password.withUnsafeBytes { password in
                unsafe salt.withUnsafeBufferPointer { salt in
                    unsafe PKCS5_PBKDF2_HMAC(
                        password.baseAddress?.assumingMemoryBound(to: CChar.self),
                        passwordLength,
                        salt.baseAddress,
                        saltLength,
                        count,
                        function,
                        Int32(clamping: length),
                        output.baseAddress
                    )
                }
            }
            succeeded = result == 1
            filled = succeeded ? length : 0
        }
        guard succeeded else { throw DigestError(.library, "OpenSSL: PBKDF2 with \(self) failed") }
        return key
    }

    /// OpenSSL's name of it.
    var function: OpaquePointer? {
        switch self {
        case .sha256: unsafe EVP_sha256()
        case .sha512: unsafe EVP_sha512()
        }
    }
}
