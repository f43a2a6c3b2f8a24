import Offsets
import Syntax

/// What a shell asks when somebody presses Tab, and the answer in the form that it wants.
///
/// `tidemark __complete bash COMP_TYPE COMP_WORDBREAKS LINE` and `tidemark __complete zsh|fish WORD…`, the last word being
/// the one that is typed. It is no command for people: the files in `packaging/completions` alone call it. The answer
/// is `files` or `directories` where the shell knows better, and otherwise a line for each word.
struct CompletionAnswer {
    /// The word that calls it, before any command.
    static let command = "__complete"
    /// A line of a list; longer meanings are cut.
    private static let longestMeaning = 64
    /// Values that are longer than this do not move the meanings of all others.
    private static let widestWord = 40
    /// COMP_TYPE where bash puts one word after the other into the line, so that only words can be answered.
    private static let insertingTypes = ["37", "42"]

    private let program: Program
    private let context: CommandContext

    init(_ program: Program, _ context: CommandContext) {
        self.program = program
        self.context = context
    }

    /// Writes the answer; nothing where the question makes no sense.
    func write(to words: [String]) {
        switch words.first {
        case "bash" where words.count == 4:
            writeForBash(ShellLine(words[3], breaks: words[2]), lists: !Self.insertingTypes.contains(words[1]))
        case "zsh" where words.count > 1:
            writeWithMeanings(after: Array(words[1..<(words.count - 1)]), words[words.count - 1])
        case "fish" where words.count > 1:
            // Fish gives the last word as it is written.
            writeWithMeanings(after: Array(words[1..<(words.count - 1)]), ShellLine(words[words.count - 1]).last)
        default: break
        }
    }

    /// One word a line, as it is to be written in the place of what is typed; where several are listed, with its meaning.
    private func writeForBash(_ line: ShellLine, lists: Bool) {
        // The first word is the program itself.
        guard !line.words.isEmpty else { return }
        let (candidates, kind) = candidates(after: Array(line.words.dropFirst()), line.last)
        if let place = Self.place(kind) { return context.output.writeLine(place) }
        let written = candidates.compactMap { candidate in
            line.replacement(candidate.word).map { (word: $0, meaning: candidate.meaning) }
        }
        context.output.writeLine("words")
        let hasMeanings = lists && written.count > 1
        let width = written.map(\.word.count).filter { $0 <= Self.widestWord }.max() ?? 0
        for (word, meaning) in written {
            guard hasMeanings, !meaning.isEmpty else {
                context.output.writeLine(word)
                continue
            }
            let gap = String(repeating: " ", count: max(0, width - word.count) + 2)
            context.output.writeLine("\(word)\(gap)(\(Self.short(meaning)))")
        }
    }

    /// One word a line, and its meaning behind a tab.
    private func writeWithMeanings(after words: [String], _ last: String) {
        let (candidates, kind) = candidates(after: words, last)
        if let place = Self.place(kind) { return context.output.writeLine(place) }
        var lines = ""
        for candidate in candidates {
            lines += candidate.word
            lines += "\t"
            if !candidate.meaning.isEmpty { lines += Self.short(candidate.meaning) }
            lines += "\n"
        }
        context.output.write(lines)
    }

    /// What may stand there.
    private func candidates(
        after words: [String],
        _ last: String
    ) -> (candidates: [Completion.Candidate], kind: ValueKind?) {
        let (completion, names) = KnownNames.completion(program, context, after: words, last)
        let known = Set(completion.candidates.map(\.word))
        let candidates =
            completion.candidates + names.filter { Self.isWritable($0.word) && !known.contains($0.word) }
        return (candidates, completion.kind)
    }

    private static func place(_ kind: ValueKind?) -> String? {
        switch kind {
        case .file: "files"
        case .directory: "directories"
        case .text, .words, .name, nil: nil
        }
    }

    /// Whether a word can be typed: a name with a control character in it, or one that nobody sees, cannot.
    private static func isWritable(_ word: String) -> Bool {
        // There may be a hundred thousand names, most of them in ASCII.
        if word.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return !word.isEmpty }
        return !word.isEmpty
            && word.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
    }

    private static func short(_ meaning: String) -> String {
        let safe = Escaping.message(meaning)
        return safe.count > longestMeaning ? "\(safe.prefix(longestMeaning - 1))…" : safe
    }
}
