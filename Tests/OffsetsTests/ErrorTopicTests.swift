import Foundation
import Offsets
import Testing

struct ErrorTopicTests {
    private static let explanations = ErrorTopic.all.flatMap(\.explanations)

    @Test func `every error is explained once`() {
        let codes = Self.explanations.map(\.code)
        #expect(Set(codes) == Set(TidemarkError.Code.allCases))
        #expect(codes.count == Set(codes).count)
    }

    @Test(arguments: explanations)
    func `every error has a meaning and an advice, in whole sentences`(_ explanation: ErrorExplanation) {
        for text in [explanation.meaning, explanation.advice, explanation.summary] {
            #expect(text.count > 10 && text.hasSuffix("."), "\(text)")
            #expect(
                !text.contains("\n") && !text.contains("  ") && text.count { $0 == "`" }.isMultiple(of: 2),
                "\(text)"
            )
        }
        #expect(explanation.meaning.hasPrefix(explanation.summary))
    }

    @Test(arguments: TidemarkError.Code.allCases)
    func `a code is written in lower case with dashes`(_ code: TidemarkError.Code) {
        #expect(code.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
        #expect(TidemarkError.Code(rawValue: code.rawValue) == code)
    }

    /// `done` is no failure, and `stale` belongs to `status`, which there is not yet.
    @Test(arguments: Set(ExitCode.allCases).subtracting([.done, .stale]))
    func `every exit code of a failure is that of some error`(_ exitCode: ExitCode) {
        #expect(TidemarkError.Code.allCases.contains { $0.exitCode == exitCode })
    }

    @Test func `no error ends with the exit code of a success`() {
        #expect(TidemarkError.Code.allCases.allSatisfy { $0.exitCode != .done })
    }

    @Test(arguments: Finding.allCases)
    func `a plan is refused for each of its findings`(_ finding: Finding) {
        #expect(finding.code.exitCode == .refused)
        #expect(finding == .movedSince || finding.code.rawValue == finding.rawValue)
    }

    @Test func `an error says its message and its hint`() {
        let error = TidemarkError(.wrongCluster, "this is another one", hint: "Look.")
        #expect("\(error)" == "this is another one\nLook.")
        #expect(error.exitCode == .refused)
    }
}

/// The table of errors as a page of the documentation, `docs/errors.md`.
struct ErrorPageTests {
    /// Set to write the page instead of comparing it.
    private static let writing = "TIDEMARK_WRITE_DOCS"
    private static let width = 120

    private static let docs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs")

    @Test func `docs/errors.md is what the table says`() throws {
        let file = Self.docs.appendingPathComponent("errors.md")
        if ProcessInfo.processInfo.environment[Self.writing] != nil {
            try Data(Self.text.utf8).write(to: file)
        }
        let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(found == Self.text, "write it again: \(Self.writing)=1 swift test --filter ErrorPageTests")
    }

    @Test func `every error that troubleshooting points at is on the page, and so is every exit code there`() throws {
        let page = try String(contentsOf: Self.docs.appendingPathComponent("troubleshooting.md"), encoding: .utf8)
        let named = page.components(separatedBy: "errors.md#").dropFirst().map { String($0.prefix { $0 != ")" }) }
        #expect(named.count > 50)
        for name in Set(named) { #expect(TidemarkError.Code(rawValue: name) != nil, "\(name)") }
        for exitCode in ExitCode.allCases { #expect(page.contains("\n| \(exitCode.rawValue) |"), "\(exitCode)") }
    }

    @Test func `troubleshooting names every error under its exit code`() throws {
        let page = try String(contentsOf: Self.docs.appendingPathComponent("troubleshooting.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
        for code in TidemarkError.Code.allCases {
            let row = rows.first { $0.hasPrefix("| \(code.exitCode.rawValue) |") }
            #expect(row?.contains("[`\(code.rawValue)`](errors.md#\(code.rawValue))") == true, "\(code.rawValue)")
        }
    }

    private static var text: String {
        let introduction = """
            Every error has a code, and every code has one [exit code](exit-codes.md). `tidemark help CODE` shows what is \
            written here, and `tidemark help errors` lists all codes. With `--json` an error has its code in `error.code`; \
            `tidemark runs RUN` has that of a run behind its message. Where to begin: [Troubleshooting](troubleshooting.md).
            """
        var blocks = ["# Errors", wrapped(introduction)]
        for topic in ErrorTopic.all {
            blocks += ["## \(topic.title)", wrapped(topic.about)]
            for explanation in topic.explanations {
                let code = explanation.code
                blocks += [
                    "### \(code.rawValue)", wrapped("Exit code \(code.exitCode.rawValue). \(explanation.meaning)"),
                    wrapped("**What to do:** \(explanation.advice)"),
                ]
            }
        }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func wrapped(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
