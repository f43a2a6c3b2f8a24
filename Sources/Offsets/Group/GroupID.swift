/// The name of a consumer group, exactly as Kafka holds it.
///
/// Kafka compares group names byte by byte; Swift compares strings by canonical equivalence, under which a composed
/// and a decomposed "é" are equal. Two groups of a cluster may differ in just that, so equality, hash and order here
/// are those of the UTF-8 bytes.
public struct GroupID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes of the longest name that a broker can store with an offset: their count has 16 bits there.
    static let longest = Int(Int16.max)

    /// The name as text.
    public let name: String

    /// Makes the name of a group; any string is allowed, the empty one included.
    public init(_ name: String) {
        self.name = name
    }

    /// The name, unescaped: for data, never for a terminal.
    public var description: String { name }

    /// Whether both names have the same UTF-8 bytes.
    public static func == (left: GroupID, right: GroupID) -> Bool {
        ExactText.equal(left.name, right.name)
    }

    /// Orders by UTF-8 bytes.
    public static func < (left: GroupID, right: GroupID) -> Bool {
        ExactText.precedes(left.name, right.name)
    }

    /// Hashes the text; equal bytes give equal hashes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

/// Comparison of text by its UTF-8 bytes, as Kafka compares it.
enum ExactText {
    /// Whether both have the same bytes.
    static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
        guard left.count == right.count else { return false }
        for place in left.indices where left[place] != right[place] { return false }
        return true
    }

    /// Whether the left one comes first in byte order.
    static func precedes(_ left: String, _ right: String) -> Bool {
        precedes(left.utf8.span, right.utf8.span)
    }

    /// The same of texts of which the bytes are at hand.
    static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        let shared = min(left.count, right.count)
        for place in 0..<shared where left[place] != right[place] { return left[place] < right[place] }
        return left.count < right.count
    }
}
