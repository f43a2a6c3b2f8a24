/// Comparison of text by its UTF-8 bytes, as Kafka compares it.
enum ExactText {
    /// Whether both have the same bytes; unequal strings are told apart by Swift's own fast comparison first.
    static func equal(_ left: String, _ right: String) -> Bool {
        guard left == right else { return false }
        return left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// Whether the left one comes first in byte order.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
