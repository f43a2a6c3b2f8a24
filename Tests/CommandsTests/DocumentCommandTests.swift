import FoundationEssentials
import Offsets
import Syntax
import Testing

@testable import Commands

/// Every command line of the documentation is one that the program takes, with the commands and options that it has.
struct DocumentCommandTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    private static let pages: [String] = {
        let docs = checkout.appending(path: "docs").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: docs)) ?? []
        return ["README.md", "CONTRIBUTING.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    /// What pages write where a reader writes something else, and a value of that kind.
    private static let places = [
        "DURATION": "5m", "TIME": "2026-11-21T03:00:00Z", "N": "5", "HOST:PORT": "kafka-1:9092", "OLD=NEW": "a=b",
        "CODE": "wrong-cluster", "TOPIC": "errors", "COMMAND": "restore", "NAME=VALUE": "a=b", "NAME=@FILE": "a=@/b",
        "EXPRESSION": "daily",
    ]

    /// A command line of a page.
    struct Line: Sendable, CustomTestStringConvertible {
        let page: String
        let number: Int
        let text: String
        /// Whether it stands in a sentence, where a command may be named without what belongs to it.
        let isInSentence: Bool
        /// Whether a reader types it: what a console shows besides has no dollar in front.
        var isTyped = true

        var testDescription: String { "\(page):\(number): \(text)" }
    }

    private static let lines: [Line] = pages.flatMap(lines)

    private static func lines(of page: String) -> [Line] {
        guard let text = try? String(contentsOf: checkout.appending(path: page), encoding: .utf8) else { return [] }
        var found: [Line] = []
        // In fences without a language stand files, pictures and what programs print.
        var fence: Substring?
        var begun: (text: String, number: Int)?
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            if raw.hasPrefix("```") {
                fence = fence == nil ? raw.dropFirst(3) : nil
                continue
            }
            guard fence?.isEmpty != true else { continue }
            guard fence != nil || raw.hasPrefix("    ") else {
                let pieces = raw.replacing("\\|", with: "|").split(separator: "`", omittingEmptySubsequences: false)
                for (index, piece) in pieces.enumerated() where !index.isMultiple(of: 2) {
                    found.append(Line(page: page, number: number, text: String(piece), isInSentence: true))
                }
                continue
            }
            var line = raw.drop { $0 == " " }
            let isTyped = fence == nil || line.hasPrefix("$ ")
            if line.hasPrefix("$ ") { line = line.dropFirst(2) }
            let whole = (begun.map { "\($0.text) " } ?? "") + line
            let start = begun?.number ?? number
            begun = nil
            if whole.hasSuffix("\\") {
                begun = (String(whole.dropLast()), start)
            } else {
                found.append(Line(page: page, number: start, text: whole, isInSentence: false, isTyped: isTyped))
            }
        }
        return found
    }

    /// The words after the program's name; `nil` for a line that does not call it.
    private static func words(of line: Line) -> [String]? {
        var words = ShellLine(line.text + " ").words[...]
        while let first = words.first, first == "sudo" || first.contains("=") && !first.hasPrefix("-") {
            words = words.dropFirst()
        }
        guard words.popFirst() == "tidemark" else { return nil }
        let ends: Set<String> = ["#", "|", ">", ">>", "&&", "<", "||", ";", "2>"]
        return words.prefix { !ends.contains($0) }.filter { $0 != "…" }.map { word in
            let bare = word.hasPrefix("[") && word.hasSuffix("]") ? String(word.dropFirst().dropLast()) : word
            let plain = bare.hasSuffix("…") ? String(bare.dropLast()) : bare
            return places[plain] ?? plain
        }
    }

    private static let calls = lines.filter { words(of: $0) != nil }

    @Test func `there are command lines in every page that should have some`() {
        for page in ["README.md", "docs/operations.md", "docs/restore.md", "docs/install.md", "docs/coming-from.md"] {
            #expect(Self.calls.count { $0.page == page } >= 5, "\(page)")
        }
    }

    @Test(arguments: calls)
    func `a command line is one that the program takes`(_ line: Line) throws {
        let words = try #require(Self.words(of: line))
        do throws(SyntaxError) {
            _ = try Program.tidemark.syntax.parse(words)
        } catch {
            let isShort = [.missingArgument, .missingCommand].contains(error.code)
            #expect(isShort && line.isInSentence, "\(error)")
        }
    }

    /// What pages for operators have typed that is no call of tidemark; what contributors type is looked at below.
    private static let foreign = lines.filter { line in
        let isComment = line.text.hasPrefix("#") || line.text.hasPrefix("<!--")
        return !line.isInSentence && line.isTyped && line.page != "CONTRIBUTING.md" && !line.text.isEmpty
            && !isComment && words(of: line) == nil
    }

    /// The lines that a script or a test says it runs, as a page marks them.
    private static let linesRun: [String: [String]] = pages.reduce(into: [:]) { found, page in
        var script: String?
        let text = (try? String(contentsOf: checkout.appending(path: page), encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("<!-- "), line.hasSuffix(" runs these lines. -->") {
                script = String(line.dropFirst("<!-- ".count).dropLast(" runs these lines. -->".count))
            } else if line.hasPrefix("<!--") {
                script = nil
            } else if let script {
                found[script, default: []].append(String(line.drop { $0 == " " }))
            }
        }
    }

    @Test(arguments: foreign)
    func `a line of another program is run by a script or a test, or says why not`(_ line: Line) throws {
        let command = try #require(ForeignCommand.of(line.text), "no row of ForeignCommand fits it")
        switch command.proof {
        case .runsTheLines(let script):
            let same = Self.linesRun[script, default: []].contains {
                ForeignCommand.of($0)?.beginning == command.beginning
            }
            #expect(same, "\(script) is not said to run it")
            let page = try #require(Self.linesRun[script].map { _ in script })
            let text = try String(contentsOf: Self.checkout.appending(path: page), encoding: .utf8)
            #expect(
                text.contains("runs these lines") || text.contains("runs/,"),
                "\(script) does not look for its lines"
            )
        case .doesTheSame(let text, let file):
            let content = try String(contentsOf: Self.checkout.appending(path: file), encoding: .utf8)
            #expect(content.contains(text), "\(file) has no \(text)")
        case .notRun(let reason): #expect(!reason.isEmpty)
        }
    }

    @Test func `every row of other programs' lines is needed`() {
        let used = Set(Self.foreign.compactMap { ForeignCommand.of($0.text)?.beginning })
        for row in ForeignCommand.all { #expect(used.contains(row.beginning), "\(row.beginning)") }
    }

    @Test func `what else is typed in the documentation is there: targets of make, and scripts`() throws {
        let makefile = try String(contentsOf: Self.checkout.appending(path: "Makefile"), encoding: .utf8)
        for line in Self.lines {
            let words = ShellLine(line.text + " ").words.filter { $0 != "sudo" }
            guard let first = words.first else { continue }
            if first == "make", words.count > 1, !line.isInSentence || words.count == 2 {
                let target = words[1]
                #expect(target == "make" || makefile.contains("\n\(target): ##"), "\(line.testDescription)")
            }
            if first.hasPrefix("scripts/") || first.hasPrefix(".ci/") {
                let path = Self.checkout.appending(path: first).path
                #expect(FileManager.default.fileExists(atPath: path), "\(line.testDescription)")
            }
        }
    }

    @Test func `a link leads to a page that is there, and to a heading of it`() throws {
        for page in Self.pages {
            let file = Self.checkout.appending(path: page)
            let text = try String(contentsOf: file, encoding: .utf8)
            for piece in text.split(separator: "](").dropFirst() {
                let target = piece.prefix { $0 != ")" && $0 != " " }
                guard !target.hasPrefix("http"), !target.isEmpty else { continue }
                let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path = parts[0].isEmpty ? file : file.deletingLastPathComponent().appending(path: String(parts[0]))
                #expect(FileManager.default.fileExists(atPath: path.path), "\(page): \(target)")
                guard parts.count == 2, path.path.hasSuffix(".md") else { continue }
                let there = try String(contentsOf: path, encoding: .utf8)
                #expect(Self.anchors(in: there).contains(String(parts[1])), "\(page): \(target)")
            }
        }
    }

    /// The names by which the headings of a page can be linked to.
    private static func anchors(in text: String) -> Set<String> {
        var anchors: [String: Int] = [:]
        for heading in text.split(separator: "\n") where heading.hasPrefix("#") {
            let anchor = heading.drop { $0 == "#" || $0 == " " }.lowercased()
                .filter { $0.isLetter || $0.isNumber || "- _".contains($0) }
                .replacing(" ", with: "-")
            anchors[anchor, default: 0] += 1
        }
        // Of several that are alike, the others are numbered.
        let numbered = anchors.flatMap { anchor, count in (1..<max(count, 1)).map { "\(anchor)-\($0)" } }
        return Set(anchors.keys).union(numbered)
    }
}
