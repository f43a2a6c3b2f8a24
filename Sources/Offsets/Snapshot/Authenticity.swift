/// Whether somebody vouches for a snapshot who has a key (docs/format.md, 3.7).
public enum Authenticity: Hashable, Sendable {
    /// A key that is known has signed it, and its signature fits.
    case authenticated(by: String)
    /// Nobody has signed it: it is intact, and who could write the file could write any.
    case unsigned
    /// It is signed, by keys of these names, none of which is known.
    case unknownKey([String])
    /// A key that is known is said to have signed it, and the signature does not fit.
    case forged(String)
}

/// A key by which snapshots are signed.
public struct AuthenticationKey: Sendable, CustomStringConvertible {
    /// The fewest bytes that the configuration takes: as many as the digest has.
    public static let fewestBytes = ContentDigest.length

    /// Its name, which stands in the files that it has signed.
    public let name: String
    /// What is secret of it.
    public let secret: [UInt8]

    /// A key.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - secret: What is secret of it; shorter than ``fewestBytes`` it vouches for little.
    public init(name: String, secret: [UInt8]) {
        self.name = name
        self.secret = secret
    }

    /// The name alone.
    public var description: String { name }
}
