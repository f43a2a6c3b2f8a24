/// Makes names and texts that others chose safe and unambiguous to show.
///
/// A group may be called anything. Shown as it is, a name could move the cursor, colour the screen, start a new row of
/// a table, or look like another name. JSON holds names exactly; everything else shows them through here.
enum Escaping {
    /// A name or a value: what cannot be seen is written out (`\n`, `\u{1b}`), a backslash is doubled, spaces at either
    /// end are written out, and the empty text is `""`.
    static func forTerminal(_ text: String) -> String {
        guard !text.isEmpty else { return "\"\"" }
        if isPlain(text), !text.utf8.contains(UInt8(ascii: "\\")) { return text }
        return escape(text, isName: true)
    }

    /// A message that holds names as they are: what cannot be seen is written out, the rest stays as it was worded.
    static func message(_ text: String) -> String {
        isPlain(text) ? text : escape(text, isName: false)
    }

    /// Whether a text is ASCII that can be seen, without spaces at its ends.
    private static func isPlain(_ text: String) -> Bool {
        let space = UInt8(ascii: " ")
        let bytes = text.utf8
        return bytes.first != space && bytes.last != space
            && bytes.allSatisfy { (space..<0x7f).contains($0) }
    }

    private static func escape(_ text: String, isName: Bool) -> String {
        let scalars = Array(text.unicodeScalars)
        var escaped = ""
        var hasBase = false
        for (index, scalar) in scalars.enumerated() {
            let isEnd = index == 0 || index == scalars.count - 1
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case "\\" where isName: escaped += "\\\\"
            case " " where isName && isEnd: escaped += "\\u{20}"
            default:
                if isVisible(scalar, hasBase: hasBase) || isEmojiJoint(index, in: scalars) {
                    escaped.unicodeScalars.append(scalar)
                    hasBase = true
                    continue
                }
                escaped += "\\u{\(String(scalar.value, radix: 16))}"
            }
            hasBase = false
        }
        return escaped
    }

    /// Whether a scalar shows as itself; a combining mark does only on the character before it.
    private static func isVisible(_ scalar: Unicode.Scalar, hasBase: Bool) -> Bool {
        if scalar == " " { return true }
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .surrogate,
            .unassigned:
            false
        case .nonspacingMark, .enclosingMark, .spacingMark: hasBase
        default: true
        }
    }

    /// Whether an invisible scalar only holds an emoji together: U+200D between two, U+FE0F after one.
    private static func isEmojiJoint(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let before = index > 0 ? scalars[index - 1] : nil
        let after = index + 1 < scalars.count ? scalars[index + 1] : nil
        switch scalars[index].value {
        case 0xfe0f: return isEmoji(before)
        case 0x200d: return (isEmoji(before) || before?.value == 0xfe0f) && isEmoji(after)
        default: return false
        }
    }

    private static func isEmoji(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, !scalar.isASCII else { return false }
        return scalar.properties.isEmoji
    }
}
