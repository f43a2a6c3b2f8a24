import Syntax
import TestSupport
import Testing

@testable import Commands

/// `docs/json.md`, with which the document of every test's command is compared.
struct JSONPageTests {
    /// The commands of a program that put out a document, by their words.
    private static func documented(_ commands: [Command], _ path: [String] = []) -> Set<String> {
        commands.reduce(into: []) { found, command in
            let words = path + [command.syntax.name]
            if command.has(OutputOptions.json) { found.insert(words.joined(separator: " ")) }
            found.formUnion(documented(command.subcommands, words))
        }
    }

    @Test func `every command with a document is in the page, and no other`() throws {
        let page = try JSONPage.current.get()
        #expect(page.commands == Self.documented(Program.tidemark.groups.flatMap(\.commands)))
    }

    @Test(arguments: [
        (#"{"schemaVersion":1,"values":[]}"#, []),
        (#"{"schemaVersion":1,"error":{"code":"a","message":"b","hint":null}}"#, []),
        (#"{"values":[]}"#, [".schemaVersion is missing"]),
        (#"{"schemaVersion":1}"#, [".values is missing"]),
        (#"{"schemaVersion":1,"values":[],"new":1}"#, [".new is not in the page"]),
        (
            #"{"schemaVersion":1,"values":{}}"#,
            [".values is not list(TestSupport.JSONPage.Shape.object(\"value\")) but object([:])"]
        ),
        (
            #"{"schemaVersion":1,"values":[{"key":"a","value":[1],"origin":null}]}"#,
            [".values[].origin is not text but null"]
        ),
        (#"{"schemaVersion":1,"error":{"code":"a","message":"b"}}"#, [".error.hint is missing"]),
    ])
    func `what is not as the page says is found`(_ document: String, _ flaws: [String]) throws {
        #expect(try JSONPage.current.get().flaws(in: document, of: ["config", "show", "--json"]) == flaws)
    }

    @Test(arguments: [
        ("2026-11-21T03:00:00Z", true), ("2026-11-21T03:00:00.000Z", false), ("2026-11-21T03:00:00+01:00", false),
        ("2026-11-21", false),
    ])
    func `times are in UTC and in whole seconds`(_ time: String, _ isRight: Bool) throws {
        let document = #"{"schemaVersion":1,"schedule":"a","zone":"UTC","times":[{"at":"\#(time)","local":"a"}]}"#
        #expect(try JSONPage.current.get().flaws(in: document, of: ["schedule", "check"]).isEmpty == isRight)
    }
}
