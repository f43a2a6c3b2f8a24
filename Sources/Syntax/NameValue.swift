/// A name and its value, written `NAME=VALUE`.
public struct NameValue: Hashable, Sendable {
    /// What stands before the first equals sign; never empty.
    public let name: String
    /// Everything after it; may be empty and may hold further equals signs.
    public let value: String

    /// A pair.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
