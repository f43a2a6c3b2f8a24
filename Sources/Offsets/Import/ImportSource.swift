/// Where imported offsets come from, in the words that their snapshot keeps (docs/format.md, 3.1).
public struct ImportSource: Hashable, Sendable {
    private static let mark = ", sha256 "
    private static let end = ")"

    /// The file as the operator named it, or `standard input`.
    public let name: String
    /// What it is, such as `kafka-csv`.
    public let kind: String
    /// The digest of a snapshot's content, or of the bytes of another file: the same file is known by it.
    public let digest: ContentDigest

    /// A source.
    public init(name: String, kind: String, digest: ContentDigest) {
        self.name = name
        self.kind = kind
        self.digest = digest
    }

    /// `billing.csv (kafka-csv, sha256 9f86…)`, with all digits of the digest.
    public var text: String { "\(name) (\(kind)\(Self.mark)\(digest)\(Self.end)" }

    /// The digest in such a text; `nil` where it has none.
    public static func digest(in text: String) -> ContentDigest? {
        let ending = text.suffix(mark.count + 2 * ContentDigest.length + end.count)
        guard ending.hasPrefix(mark), ending.hasSuffix(end) else { return nil }
        return ContentDigest(hexadecimal: String(ending.dropFirst(mark.count).dropLast(end.count)))
    }

    /// Such a text without its digest, for people.
    public static func brief(_ text: String) -> String {
        guard digest(in: text) != nil else { return text }
        return "\(text.dropLast(mark.count + 2 * ContentDigest.length + end.count))\(end)"
    }
}
