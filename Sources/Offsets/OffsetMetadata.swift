/// The free text a consumer stores beside a committed offset, compared byte by byte.
///
/// Kafka keeps "no metadata" and "empty metadata" as the same thing, the empty string; so does this type.
public struct OffsetMetadata: Hashable, Sendable, CustomStringConvertible {
    /// No metadata.
    public static let none = OffsetMetadata("")

    /// The text.
    public let text: String

    /// Wraps a text of any length; Kafka's default limit is 4 096 UTF-16 units (`offset.metadata.max.bytes`).
    public init(_ text: String) {
        self.text = text
    }

    /// The text, unescaped: for data, never for a terminal.
    public var description: String { text }

    /// Whether both texts have the same UTF-8 bytes.
    public static func == (left: OffsetMetadata, right: OffsetMetadata) -> Bool {
        ExactText.equal(left.text, right.text)
    }

    /// Hashes the text; equal bytes give equal hashes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
