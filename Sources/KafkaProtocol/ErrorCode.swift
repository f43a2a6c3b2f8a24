/// An error in the words of Kafka's protocol.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number on the wire.
    public let rawValue: Int16

    /// The error of a number.
    public init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    /// The name where this module has one, the number otherwise.
    public var description: String {
        Self.names[rawValue] ?? "error \(rawValue)"
    }
}
