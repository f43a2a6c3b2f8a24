/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// The East Asian wide and full-width blocks (Unicode Standard Annex 11), emoji aside.
    private static let wideBlocks: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
        0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60,
        0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1b000...0x1b2ff, 0x1f200...0x1f2ff, 0x20000...0x3fffd,
    ]

    /// The columns of a text without control characters: wide characters and emoji take 2, combining marks none.
    static func columns(_ text: String) -> Int {
        let bytes = text.utf8.span
        if bytes.indices.allSatisfy({ bytes[$0] < 0x80 }) { return bytes.count }
        return text.reduce(0) { $0 + columns($1) }
    }

    /// A text that takes no more than so many columns: where it would, its beginning and an ellipsis.
    static func shortened(_ text: String, to width: Int) -> String {
        guard columns(text) > width else { return text }
        var (kept, taken) = ("", 0)
        for character in text {
            taken += columns(character)
            guard taken < width else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private static func columns(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        if scalars.contains(where: { $0.value == 0xfe0f }) { return 2 }
        return scalars.map(columns).first { $0 > 0 } ?? 0
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wideBlocks.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}
