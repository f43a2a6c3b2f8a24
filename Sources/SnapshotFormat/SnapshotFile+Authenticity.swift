import Digest
public import Offsets

extension SnapshotFile {
    /// Whether one of some keys vouches for the snapshot in a file (docs/format.md, 3.7).
    ///
    /// The digest is compared with what the file says of its sections, so that the answer is about a snapshot of that digest;
    /// whether the sections are intact is for those who read them.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - keys: The keys that are known.
    /// - Returns: The digest of the snapshot, and what is known of it; ``Authenticity/forged(_:)`` as soon as one of the keys
    ///   is said to have signed it and has not.
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    public static func authenticity(
        _ bytes: [UInt8],
        by keys: [AuthenticationKey]
    ) throws(FormatError) -> (digest: ContentDigest, authenticity: Authenticity) {
        let file = try ContainerReader(bytes)
        let digest = file.tail.digest
        guard file.has(.authentication) else { return (digest, .unsigned) }
        let signatures = try AuthenticationSection.signatures(from: try file.content(of: .authentication))
        guard !signatures.isEmpty else { return (digest, .unsigned) }
        let message = AuthenticationSection.message(
            header: Array(bytes.prefix(ContainerWriter.headerLength)),
            digest: digest,
            offsetsDigest: file.tail.offsetsDigest
        )
        var vouching: String?
        for signature in signatures {
            guard let key = keys.first(where: { $0.name.utf8.elementsEqual(signature.key.utf8) }) else { continue }
            let code = try AuthenticationSection.code(of: message, key)
            guard MessageAuthentication.areEqual(code, signature.code) else { return (digest, .forged(key.name)) }
            vouching = vouching ?? key.name
        }
        if let vouching { return (digest, .authenticated(by: vouching)) }
        return (digest, .unknownKey(signatures.map(\.key)))
    }
}
