/// The name of a snapshot: sortable by time, unique by digest, derived from the file's content alone.
public struct SnapshotID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many hexadecimal digits of the digest end the name.
    public static let digestDigits = 8

    /// The name, such as `20261121T030000Z-1a2b3c4d`.
    public let text: String

    /// The name of the snapshot with this start and this digest.
    public init(startedAt: Timestamp, digest: ContentDigest) {
        let time = startedAt.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        self.text = "\(time)Z-\(digest.description.prefix(Self.digestDigits))"
    }

    /// A name that was derived before, as a catalog or a journal holds it.
    public init(text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Orders by start, then by digest.
    public static func < (left: SnapshotID, right: SnapshotID) -> Bool { left.text < right.text }
}
