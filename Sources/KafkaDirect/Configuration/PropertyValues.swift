/// The values that librdkafka takes for a property: what it refuses is not understood here either, so that librdkafka itself
/// says what is wrong.
enum PropertyValues: Hashable, Sendable {
    /// Any text; what it means is looked at elsewhere.
    case text
    /// A whole number in decimal.
    case number(ClosedRange<Int>)
    /// `true` or `false`, and librdkafka's short forms of them.
    case flag
    /// One of a few words.
    case words([String])

    /// Whether a value is one of them.
    func contain(_ value: String) -> Bool {
        switch self {
        case .text: true
        case .number(let range): Self.number(value).map { range ~= $0 } ?? false
        case .flag: Self.flag(value) != nil
        case .words(let words): words.contains(value)
        }
    }

    /// The number that a value is, `nil` for none; librdkafka takes more for a number, and then reads.
    static func number(_ value: String) -> Int? {
        guard value.utf8.first != UInt8(ascii: "+") else { return nil }
        return Int(value)
    }

    /// Whether a value says yes, `nil` where it says neither yes nor no.
    static func flag(_ value: String) -> Bool? {
        switch value.lowercased() {
        case "true", "t", "1": true
        case "false", "f", "0": false
        default: nil
        }
    }
}
