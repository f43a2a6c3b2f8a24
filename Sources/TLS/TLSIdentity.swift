import CTLS

/// Where certificates or a key in PEM are.
public enum PEMSource: Hashable, Sendable, CustomStringConvertible {
    /// In a file.
    case file(String)
    /// In this text.
    case text(String)

    /// The place, for messages: never the content.
    public var description: String {
        switch self {
        case .file(let path): path
        case .text: "the given text"
        }
    }

    /// Opens it for OpenSSL, which whoever asked gives back by `BIO_free`.
    func open() throws(TLSError) -> OpaquePointer {
        let opened: OpaquePointer? =
            switch self {
            case .file(let path): unsafe BIO_new_file(path, "r")
            case .text(let text):
                // The copy lives as long as what reads it: a BIO that only looks at the text must not outlive it.
                unsafe Self.copy(text)
            }
        guard let opened = unsafe opened else {
            throw TLSError(.credentials, "\(self) cannot be read: \(TLSError.libraryMessage(otherwise: "no memory"))")
        }
        return unsafe opened
    }

    private static func copy(_ text: String) -> OpaquePointer? {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { return nil }
        let bytes = Array(text.utf8)
        let written = unsafe bytes.withUnsafeBytes {
            unsafe BIO_write(memory, $0.baseAddress, Int32(clamping: $0.count))
        }
        guard bytes.isEmpty || Int(written) == bytes.count else {
            unsafe BIO_free(memory)
            return nil
        }
        return unsafe memory
    }
}

/// A certificate to show, and the key that proves it is ours.
public struct TLSIdentity: Hashable, Sendable {
    /// The certificate, and after it those between it and its authority, if there are any.
    public var certificate: PEMSource
    /// The key; it may be in the same file.
    public var key: PEMSource
    /// What the key is encrypted with, `nil` where it is not.
    public var keyPassword: String?

    /// A certificate and its key.
    public init(certificate: PEMSource, key: PEMSource, keyPassword: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.keyPassword = keyPassword
    }
}
