/// A screenful of a terminal, which takes the place of the one before (ECMA-48).
struct Frame {
    private static let home = "\u{1b}[H"
    private static let erasesAll = "\u{1b}[2J"
    private static let erasesRestOfLine = "\u{1b}[K"
    private static let erasesRest = "\u{1b}[J"
    /// The row that the cursor waits in.
    private static let waiting = 1

    /// The lines that fit.
    let lines: [String]

    /// What fits on a screen of what somebody writes; where it is not all, the last line says so.
    ///
    /// - Parameters:
    ///   - width: The columns of the screen: a longer line takes several rows.
    ///   - height: Its rows.
    ///   - style: How text looks there.
    ///   - write: Writes it.
    init(width: Int, height: Int, style: OutputStyle, _ write: (OutputSink) -> Void) {
        let bytes = try? OutputSink.bytes(for: "the screen") { sink in
            sink.style = style
            write(sink)
        }
        let all = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
        let rows = all.map { Self.rows(of: $0, width) }
        let room = max(1, height - Self.waiting)
        guard rows.reduce(0, +) > room else {
            lines = all
            return
        }
        var (kept, taken) = (0, 0)
        while kept < all.count, taken + rows[kept] < room {
            taken += rows[kept]
            kept += 1
        }
        let rest = all.count - kept
        lines = all.prefix(kept) + ["… and \(Counted.text(rest, "line")) that this screen has no room for"]
    }

    /// Writes it over the one before; the first one begins with an empty screen.
    func write(to sink: OutputSink, isFirst: Bool) {
        sink.write(isFirst ? Self.erasesAll + Self.home : Self.home)
        for line in lines { sink.write(line + Self.erasesRestOfLine + "\n") }
        sink.write(Self.erasesRest)
    }

    /// How many rows a line takes, its colours not counted.
    private static func rows(of line: String, _ width: Int) -> Int {
        var text = ""
        var isCode = false
        for character in line {
            if character == "\u{1b}" { isCode = true }
            if !isCode { text.append(character) }
            if isCode, character == "m" { isCode = false }
        }
        return max(1, (DisplayWidth.columns(text) + width - 1) / max(1, width))
    }
}
