/// The name of a run: sortable by its start, unique by chance, such as `20261121T030000Z-1a2b3c4d`.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// The name of a run that begins at this moment; the random part keeps two of one second apart.
    public init(startedAt: Timestamp, random: UInt32 = .random(in: 0 ... .max)) {
        let time = startedAt.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        let digits = String(random, radix: 16)
        self.text = "\(time)Z-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }

    /// A name that was made before, as a journal or an operator holds it.
    public init(text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Whether the run may have begun after another; of two of one second, either may have.
    public func mayFollow(_ other: RunID) -> Bool { text.prefix { $0 != "-" } >= other.text.prefix { $0 != "-" } }

    /// Orders by start, then by the random part.
    public static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
}
