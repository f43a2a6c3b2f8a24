import COpenSSL
public import Offsets

/// SHA-256 of bytes that come piece by piece.
///
/// A failure of the library after the start is kept and thrown by ``finish()``, so a digest that is returned is right.
@safe public struct SHA256Hasher: ~Copyable {
    /// OpenSSL's SHA-256, looked up once: it would look it up again for every digest that names it otherwise.
    ///
    /// `nonisolated(unsafe)`: nothing changes it, and it is never freed.
    private static nonisolated(unsafe) let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer
    private var hasFailed = false

    /// Begins a digest of no bytes.
    ///
    /// - Throws: ``DigestError`` when the library has no memory or no SHA-256.
    public init() throws(DigestError) {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw DigestError(.library, "OpenSSL: no memory for a digest")
        }
        guard let algorithm = unsafe Self.algorithm, unsafe EVP_DigestInit_ex(context, algorithm, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw DigestError(.library, "OpenSSL: SHA-256 is not available")
        }
        unsafe self.context = unsafe context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        let result = unsafe bytes.withUnsafeBytes { input in
            unsafe EVP_DigestUpdate(context, input.baseAddress, input.count)
        }
        if result != 1 { hasFailed = true }
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// Adds a part of an array.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        update(bytes.span)
    }

    /// Adds the UTF-8 bytes of a text.
    public mutating func update(_ text: String) {
        update(text.utf8.span)
    }

    /// Ends the digest and returns it.
    ///
    /// - Throws: ``DigestError`` when the library failed at any time.
    public consuming func finish() throws(DigestError) -> ContentDigest {
        var succeeded = !hasFailed
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: ContentDigest.length) { output, count in
            var length: UInt32 = 0
            if unsafe EVP_DigestFinal_ex(context, output.baseAddress, &length) != 1 { succeeded = false }
            count = succeeded ? Int(length) : 0
        }
        guard succeeded, let digest = ContentDigest(bytes: bytes) else {
            throw DigestError(.library, "OpenSSL: SHA-256 failed")
        }
        return digest
    }

    /// Returns the SHA-256 of bytes at hand.
    ///
    /// - Throws: ``DigestError`` when the library fails.
    public static func digest(of bytes: [UInt8]) throws(DigestError) -> ContentDigest {
        var hasher = try SHA256Hasher()
        hasher.update(bytes)
        return try hasher.finish()
    }
}

/// The cryptographic library failed; the message says at what.
public struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The library failed, for want of memory or because its configuration forbids the algorithm.
        case library
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
