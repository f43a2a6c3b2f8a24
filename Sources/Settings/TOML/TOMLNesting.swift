/// Refuses texts that nest deeper than any configuration, before the library builds and frees them by recursion: with a
/// key of some hundred thousand parts it would run out of stack.
///
/// It follows the grammar no further than to tell what is text in quotes; where a text is no TOML the library says so.
struct TOMLNesting {
    /// So many brackets may be open, and so many parts may a key have; ours have four, and the deepest list is in a table.
    static let deepest = 16

    /// Three quotes begin a long text, and three end it: more at once say nothing else.
    private static let longestRun = 6

    private let bytes: [UInt8]
    private var index = 0
    private var brackets = 0
    private var dots = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// Looks through a text.
    ///
    /// - Throws: ``SettingsMistake`` where it is too deep.
    static func check(_ text: String) throws(SettingsMistake) {
        var nesting = TOMLNesting(text)
        guard let index = nesting.firstTooDeep() else { return }
        let lines = nesting.bytes[..<index].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let column = String(decoding: lines.last ?? [], as: UTF8.self).unicodeScalars.count + 1
        throw SettingsMistake(
            at: FilePlace(line: lines.count, column: column),
            key: nil,
            "this is nested more than \(deepest) deep, and nothing in this file is",
            hint: "Look for a missing quote or bracket."
        )
    }

    private mutating func firstTooDeep() -> Int? {
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "#"): skipComment()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                // A text that does not end in its line is where the library stops reading, too.
                guard skipText(byte) else { return nil }
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
            case UInt8(ascii: "."): dots += 1
            default: break
            }
            if brackets > Self.deepest || dots >= Self.deepest { return index }
            if Self.endsKey.contains(byte) { dots = 0 }
            index += 1
        }
        return nil
    }

    private static let endsKey: Set<UInt8> = Set("=,[]{}\n".utf8)

    /// Goes to the last byte of a comment.
    private mutating func skipComment() {
        while index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "\n") { index += 1 }
    }

    /// Goes behind a text in quotes; `false` when it does not end.
    private mutating func skipText(_ quote: UInt8) -> Bool {
        let quotes = run(of: quote)
        switch quotes {
        case 1: return skipLineText(quote)
        case 2: index += 2
        case 3...5:
            index += 3
            return skipLongText(quote)
        default:
            // Three begin a long text, and three end it.
            index += 6
        }
        return true
    }

    private mutating func skipLineText(_ quote: UInt8) -> Bool {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            let byte = bytes[index]
            index += byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
            if byte == quote { return true }
        }
        return false
    }

    private mutating func skipLongText(_ quote: UInt8) -> Bool {
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
                continue
            }
            let quotes = run(of: quote)
            index += max(1, min(quotes, 5))
            // Up to two quotes before the three that end it belong to the text.
            if quotes >= 3 { return true }
        }
        return false
    }

    /// How many of a byte follow each other here.
    private func run(of byte: UInt8) -> Int {
        bytes[index...].prefix(Self.longestRun).prefix { $0 == byte }.count
    }
}
