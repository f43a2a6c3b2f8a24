import FoundationEssentials
import KafkaTestSupport
import Offsets
import Syntax
import TestSupport
import Testing

@testable import Commands

/// `tidemark help --mdoc DIR`: the manual pages of the program.
struct ManualsTests {
    private static let program = Commands.Program.tidemark

    private static func run(_ words: String...) async -> CommandRun {
        await CommandRun(words, store: "/nowhere")
    }

    /// Lends a directory with all pages, in sections as `man` wants them.
    private static func withPages(_ body: (String) async throws -> Void) async throws {
        let scratch = try ScratchDirectory(named: "tidemark-manuals")
        let made = await run("help", "--mdoc", scratch.file("new/pages"))
        #expect(made.exitCode == .done, "\(made)")
        #expect(made.output.isEmpty && made.messages.isEmpty, "\(made)")
        for name in try scratch.names(in: "new/pages") {
            let section = scratch.file("man/man\(name.suffix(1))")
            try FileManager.default.createDirectory(atPath: section, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: scratch.file("new/pages/\(name)"), toPath: "\(section)/\(name)")
        }
        try await body(scratch.file("man"))
    }

    @Test func `there is a page for every command, the file and the guarantee, the same each time`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-manuals")
        for name in ["one", "two"] { #expect(await Self.run("help", "--mdoc", scratch.file(name)).exitCode == .done) }
        let names = try scratch.names(in: "one")
        let commands = Self.program.syntax.leaves.map { "tidemark-\($0.words.joined(separator: "-")).1" }
        #expect(Set(names).isSuperset(of: commands + ["tidemark.1", "tidemark.toml.5", "tidemark-restore.7"]))
        for name in names {
            let bytes = try scratch.bytes("one/\(name)")
            #expect(try bytes == scratch.bytes("two/\(name)"))
            #expect(bytes.starts(with: Data(".Dd November 27, 2026\n".utf8)), "\(name): the day of the release")
        }
    }

    @Test(arguments: program.syntax.leaves.map { $0.words.joined(separator: " ") })
    func `the page of a command has the words of its help`(_ name: String) async throws {
        let command = try #require(
            Self.program.syntax.leaves.first { $0.words.joined(separator: " ") == name }
        )
        let page = try #require(
            Manuals.pages(of: .tidemark).first { $0.fileName == "tidemark-\(name.replacing(" ", with: "-")).1" }
        )
        let text = Self.plain(page.text(of: ManualDay(TidemarkVersion.date)))
        var said = [command.syntax.summary] + command.syntax.discussion
        said += command.syntax.options.flatMap(\.options).map(\.help) + command.syntax.exits.map(\.meaning)
        said += command.syntax.examples.flatMap { [$0.line, $0.explanation] } + command.syntax.arguments.map(\.help)
        for words in said { #expect(text.contains(Self.plain(words)), "\(words)") }
    }

    /// A text without what mdoc writes otherwise, so that words alone are compared.
    private static func plain(_ text: String) -> String {
        var text = text
        for (written, meant) in [
            ("\\(aq", "'"), ("\\(ti", "~"), ("\\(ha", "^"), ("\\(dq", "\""), ("\\fB", ""), ("\\fR", ""), ("`", ""),
            ("\\&", ""), ("…", "..."), ("\\-", "-"), ("\\e", "\\"),
        ] {
            text = text.replacing(written, with: meant)
        }
        return text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    @Test func `every key of the configuration is in the page of the file`() throws {
        let page = try #require(Manuals.pages(of: .tidemark).first { $0.fileName == "tidemark.toml.5" })
        let text = page.text(of: ManualDay(TidemarkVersion.date))
        for heading in ["[store]", "[cluster.NAME.secrets]", "[job.NAME.retention]", "[daemon.hooks]"] {
            #expect(text.contains(".Ss \(heading)\\&\n"))
        }
        for key in ["bootstrap\\-servers", "schedule", "suspicious\\-below", "min\\-keep"] {
            #expect(text.contains(".It Cm \(key)\n"))
        }
    }

    @Test(.needs("mandoc"))
    func `mandoc has nothing to say against any page`() async throws {
        try await Self.withPages { pages in
            let complaints = try await KafkaTestSupport.Program.run(
                "sh",
                [
                    "-c",
                    "PATH=$PATH:/usr/sbin; makewhatis '\(pages)'; mandoc -Tlint -Wstyle '\(pages)'/man*/* 2>&1 || :",
                ],
                environment: ["MANPATH": pages]
            )
            #expect(complaints.isEmpty)
        }
    }

    @Test(.needs("mandoc"))
    func `the pages are found by a search for kafka`() async throws {
        try await Self.withPages { pages in
            let found = try await KafkaTestSupport.Program.run(
                "sh",
                ["-c", "PATH=$PATH:/usr/sbin; makewhatis '\(pages)' && mapropos -M '\(pages)' kafka"]
            )
            for page in ["tidemark(1)", "tidemark.toml(5)", "tidemark-restore(7)"] {
                #expect(found.contains("\(page) - "), "\(found)")
            }
        }
    }

    @Test func `a directory that cannot be written is named, and so is a missing one`() async throws {
        let denied = await Self.run("help", "--mdoc", "/dev/null/pages")
        #expect(denied.exitCode == .cannotCreate)
        #expect(denied.messages.contains("/dev/null/pages"), "\(denied)")
        let missing = await Self.run("help", "--mdoc")
        #expect(missing.exitCode == .usage)
        #expect(missing.messages.contains("--mdoc needs a value: --mdoc DIR"), "\(missing)")
        #expect(await Self.run("help", "restore", "--mdoc", "/tmp").exitCode == .usage)
    }

    @Test func `the guarantee and the configuration are topics of help as well`() async {
        let guarantee = await Self.run("help", "guarantee")
        #expect(guarantee.output.contains("A restore is all or nothing."))
        let configuration = await Self.run("help", "configuration")
        #expect(configuration.output.contains("\n[job.NAME.retention]:\n"))
        for help in [guarantee, configuration] {
            #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= Defaults.width })
        }
    }

    @Test func `the short help of the program begins with examples that work`() async {
        let help = await Self.run("-h")
        #expect(help.output.contains("\n\nExamples:\n  tidemark snapshot "))
        for example in Self.program.syntax.examples {
            let words = example.line.split(separator: " ").dropFirst().map(String.init)
            #expect(throws: Never.self, "\(example.line)") { try Self.program.syntax.parse(words) }
        }
    }
}
