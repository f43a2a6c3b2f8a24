/// A value to bind: one of the types of a `STRICT` table.
public enum Value: Hashable, Sendable {
    /// NULL: unknown.
    case null
    /// A signed 64-bit integer.
    case integer(Int64)
    /// UTF-8 text; embedded NULs are kept.
    case text(String)
    /// Bytes.
    case blob([UInt8])

    /// An integer, or NULL for `nil`.
    public static func integer(_ value: (some BinaryInteger)?) -> Value {
        value.map { .integer(Int64($0)) } ?? .null
    }

    /// A text, or NULL for `nil`.
    public static func text(_ value: String?) -> Value {
        value.map { .text($0) } ?? .null
    }

    /// Bytes, or NULL for `nil`.
    public static func blob(_ value: [UInt8]?) -> Value {
        value.map { .blob($0) } ?? .null
    }
}
