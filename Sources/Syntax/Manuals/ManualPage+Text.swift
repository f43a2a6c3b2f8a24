extension ManualPage {
    /// The page in `mdoc`, ending with a newline; for the same day always the same.
    public func text(of day: ManualDay) -> String {
        var lines = [
            ".Dd \(day.text)",
            ".Dt \(reference.name.uppercased()) \(reference.section)",
            ".Os",
            ".Sh NAME",
            ".Nm \(reference.name)",
            ".Nd \(ManualText.escaped(summary))",
        ]
        for part in parts {
            lines.append(".Sh \(ManualText.heading(part.title))")
            lines += Self.lines(part.blocks)
        }
        let others = Set(seeAlso).subtracting([reference]).sorted { ($0.section, $0.name) < ($1.section, $1.name) }
        if !others.isEmpty {
            lines.append(".Sh SEE ALSO")
            lines += others.enumerated().map { index, other in
                Self.line(of: other) + (index < others.count - 1 ? " ," : "")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ blocks: [Block]) -> [String] {
        var lines: [String] = []
        // A paragraph needs a space above it only where it follows something that is not a heading.
        var isFirst = true
        for block in blocks {
            switch block {
            case .heading(let title):
                lines.append(".Ss \(ManualText.heading(title))")
                isFirst = true
                continue
            case .paragraph(let text):
                if !isFirst { lines.append(".Pp") }
                lines += ManualText.lines(text)
            case .terms(let terms):
                lines.append(".Bl -tag -width Ds")
                for (term, text) in terms { lines += [".It \(line(of: term))"] + ManualText.lines(text) }
                lines.append(".El")
            case .lines(let text):
                lines += [".Bd -literal -offset indent"] + text.map(ManualText.literal) + [".Ed"]
            case .usage(let words, let places):
                let program = words.first.map { ".Nm \(ManualText.argument($0))" } ?? ".Nm"
                let commands = words.dropFirst().map { " Cm \(ManualText.argument($0))" }.joined()
                lines.append(program + (commands.isEmpty ? "" : "\n." + commands.dropFirst()))
                lines += places.map(place)
            }
            isFirst = false
        }
        return lines
    }

    /// `SNAPSHOT`, `[SNAPSHOT]`, `GROUP…` or `[GROUP…]` of a usage line.
    private static func place(_ text: String) -> String {
        let isOptional = text.hasPrefix("[")
        var body = isOptional ? text.dropFirst().dropLast() : text[...]
        let isRepeated = body.hasSuffix("…")
        if isRepeated { body = body.dropLast() }
        return (isOptional ? ".Op Ar " : ".Ar ") + ManualText.argument(String(body)) + (isRepeated ? " ..." : "")
    }

    private static func line(of reference: Reference) -> String {
        ".Xr \(reference.name) \(reference.section)"
    }

    private static func line(of term: Term) -> String {
        switch term {
        case .option(let option): line(of: option)
        case .argument(let name): "Ar \(ManualText.argument(name))"
        case .page(let reference): String(line(of: reference).dropFirst())
        case .variable(let name): "Ev \(ManualText.argument(name))"
        case .path(let path): "Pa \(ManualText.argument(path))"
        case .word(let word): "Cm \(ManualText.argument(word))"
        }
    }

    /// `Fl v , Fl Fl verbose`, `Fl Fl store Ar DIR`.
    private static func line(of option: OptionDeclaration) -> String {
        let short = option.name.short.map { "Fl \(ManualText.argument(String($0)))" }
        let long = option.name.long.map { "Fl Fl \(ManualText.argument($0))" }
        let name = [short, long].compactMap(\.self).joined(separator: " , ")
        guard option.takesValue else { return name }
        let value = "Ar \(ManualText.argument(option.placeholder))"
        return option.bareText == nil ? "\(name) \(value)" : "\(name) Op \(value)"
    }
}

/// Text as `mdoc` writes it.
enum ManualText {
    /// Lines of text are not longer, in bytes, as manual pages have them.
    private static let width = 78
    /// So short a word may be the name of a macro.
    private static let longestMacro = 3

    /// Prose: each sentence begins a line, and what is between backticks is bold.
    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var isBold = false
        for word in text.split(separator: " ") {
            var written = ""
            for (index, piece) in word.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
                if index > 0 {
                    isBold.toggle()
                    written += isBold ? "\\fB" : "\\fR"
                }
                written += escaped(String(piece))
            }
            if !line.isEmpty, line.utf8.count + 1 + written.utf8.count > width {
                lines.append(begun(line))
                line = ""
            }
            line += line.isEmpty ? written : " \(written)"
            if endsSentence(word) {
                lines.append(begun(line))
                line = ""
            }
        }
        return lines + (line.isEmpty ? [] : [begun(line)])
    }

    /// A line that is shown as it is.
    static func literal(_ line: String) -> String { begun(escaped(line)) }

    /// A heading; a delimiter at its end would be taken for one of the macro.
    static func heading(_ text: String) -> String {
        escaped(text) + (text.last.map { ")].,;:!?".contains($0) } == true ? "\\&" : "")
    }

    /// A word behind the name of a macro.
    static func argument(_ text: String) -> String {
        let safe = (text.count <= longestMacro ? "\\&" : "") + escaped(text)
        return safe.contains(" ") ? "\"\(safe)\"" : safe
    }

    /// Text in which no character means anything to `roff`.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            case "…": result += "..."
            default:
                if scalar.isASCII {
                    result.unicodeScalars.append(scalar)
                } else {
                    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\[u" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal + "]"
                }
            }
        }
        return result
    }

    /// A line that begins with a full stop would be a macro.
    private static func begun(_ line: String) -> String { line.hasPrefix(".") ? "\\&\(line)" : line }

    private static func endsSentence(_ word: Substring) -> Bool {
        let last = word.trimmingSuffix { ")`'\"".contains($0) }.last
        return last.map { ".!?".contains($0) } ?? false
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isLeftOut: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isLeftOut(last) { rest.removeLast() }
        return rest
    }
}
