/// The words of a command line as a shell that reads it like bash sees them, up to where somebody is typing.
///
/// Quotes and backslashes are taken away. Variables and substitutions are not known here and stay as they are written.
public struct ShellLine: Sendable {
    /// How the last word is being written.
    public enum Quoting: Hashable, Sendable {
        /// Without quotes, so that characters with a meaning need a backslash.
        case none
        /// Behind an apostrophe.
        case single
        /// Behind a quotation mark.
        case double
    }

    /// The words before the last one.
    public private(set) var words: [String] = []
    /// The beginning of the last word; empty behind a space.
    public private(set) var last = ""
    /// How the last word is being written.
    public private(set) var quoting = Quoting.none
    /// What of the last word the shell takes for finished, and keeps as it is written.
    public private(set) var kept = ""
    /// Whether a quote was closed within the last word, so that what can follow is not clear.
    public private(set) var hasClosedQuote = false

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - text: The line up to the cursor.
    ///   - breaks: The characters at which the shell begins a new word to complete, unless they are quoted: bash's
    ///     `COMP_WORDBREAKS`.
    public init(_ text: String, breaks: String = "") {
        var isEscaped = false
        var hasWord = false
        for character in text {
            if isEscaped {
                isEscaped = false
                // Within quotation marks a backslash means itself before most characters.
                if quoting == .double, !"$`\"\\".contains(character) { last.append("\\") }
                last.append(character)
                continue
            }
            switch (quoting, character) {
            case (.none, "\\"), (.double, "\\"):
                isEscaped = true
                hasWord = true
            case (.single, "'"), (.double, "\""):
                quoting = .none
                hasClosedQuote = true
            case (.single, _), (.double, _):
                last.append(character)
            case (.none, "'"), (.none, "\""):
                quoting = character == "'" ? .single : .double
                hasWord = true
                kept = last
            case (.none, " "), (.none, "\t"), (.none, "\n"):
                if hasWord { words.append(last) }
                (last, kept, hasWord, hasClosedQuote) = ("", "", false, false)
            default:
                last.append(character)
                hasWord = true
                if breaks.contains(character) { kept = last }
            }
        }
        // What follows a quote that was opened within the word is one with it.
        if quoting != .none { hasClosedQuote = false }
    }

    /// What is to be written for a word in the place of what is typed of it behind ``kept``; `nil` where that cannot be told.
    public func replacement(_ word: String) -> String? {
        guard !hasClosedQuote, word.utf8.starts(with: kept.utf8) else { return nil }
        // Readline takes such an end for the end of the quotes, and leaves them open.
        guard !(quoting == .double && word.hasSuffix("\"")), !(quoting == .single && word.hasSuffix("'")) else {
            return nil
        }
        let rest = word.unicodeScalars.dropFirst(kept.unicodeScalars.count)
        var text = ""
        for scalar in rest {
            switch quoting {
            case .none:
                if Self.needsBackslash(scalar) || (scalar == "~" && text.isEmpty) { text += "\\" }
            case .double:
                // The history of a shell takes it whatever stands before it.
                guard scalar != "!" else { return nil }
                if "$`\"\\".unicodeScalars.contains(scalar) { text += "\\" }
            case .single:
                if scalar == "'" {
                    text += "'\\''"
                    continue
                }
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    private static func needsBackslash(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return false }
        return
            !(scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "_./:=@%+,-~".unicodeScalars.contains(scalar))
    }
}
