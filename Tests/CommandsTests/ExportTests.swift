import EngineTestSupport
import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

/// `tidemark export` in each of its forms, and where it cannot be written.
struct ExportTests {
    @Test func `each form has every offset of the groups that are selected`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let reset = await CommandRun(["export", "latest", "--format", "kafka-csv"], store: store)
            #expect(reset.exitCode == .done, "\(reset)")
            #expect(reset.output == "a,orders,0,42\na,orders,1,42\nb,orders,0,42\nb,orders,1,42\n")
            let table = await CommandRun(["export", "latest", "--format", "csv", "--group", "b"], store: store)
            #expect(
                table.output == """
                    group,state,type,topic,partition,offset,leaderEpoch,metadata,logStart,logEnd,lag
                    b,Empty,Classic,orders,0,42,,,0,1000,958
                    b,Empty,Classic,orders,1,42,,,0,1000,958

                    """,
                "\(table)"
            )
            let lines = await CommandRun(["export", "latest"], store: store).output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines.first?.hasPrefix(#"{"schemaVersion":1,"snapshot":{"id":"#) == true)
            #expect(lines.last?.hasPrefix(#"{"group":"b","state":"Empty","#) == true)
            for line in lines { _ = try JSONDecoder().decode(AnyObjectMembers.self, from: Data(line.utf8)) }
        }
    }

    /// Any JSON object.
    private struct AnyObjectMembers: Decodable {
        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: Key.self) }

        struct Key: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }

    @Test func `names that a comma-separated file has to quote are quoted`() async throws {
        try await CommandRun.withSnapshot(of: ["a,b", "say \"hi\"", "two\nlines", " space"]) { _, store in
            let run = await CommandRun(["export", "latest", "--format", "kafka-csv", "--partition", "0"], store: store)
            #expect(
                run.output == """
                    " space",orders,0,42
                    "a,b",orders,0,42
                    "say ""hi""\",orders,0,42
                    "two
                    lines",orders,0,42

                    """,
                "\(run)"
            )
        }
    }

    @Test func `a file is new, whole and the owner's`() async throws {
        let directory = try ScratchDirectory()
        try await CommandRun.withSnapshot(of: ["a"]) { _, store in
            let file = "\(directory.path)/out.csv"
            let words = ["export", "latest", "--format", "kafka-csv", "--output", file]
            let run = await CommandRun(words, store: store)
            #expect(run.exitCode == .done && run.output.isEmpty, "\(run)")
            let written = try String(contentsOf: URL(filePath: file), encoding: .utf8)
            #expect(written == "a,orders,0,42\na,orders,1,42\n")
            let again = await CommandRun(words, store: store)
            #expect(again.exitCode == .cannotCreate && again.messages.contains("already exists"), "\(again)")
            let nowhere = await CommandRun(["export", "latest", "--output", "\(directory.path)/no/x"], store: store)
            #expect(nowhere.exitCode != .done && nowhere.messages.contains("/no/"), "\(nowhere)")
        }
    }

    @Test func `what is mistyped or missing is an error`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { _, store in
            let rows: [([String], ExitCode, String)] = [
                (["export"], .usage, "SNAPSHOT"),
                (["export", "latest", "--format", "xml"], .usage, "jsonl, csv, kafka-csv or snapshot"),
                (["export", "latest~1"], .notFound, "latest~1"),
                (["export", "latest", "--group", "z"], .notFound, "z"),
            ]
            for (words, exitCode, text) in rows {
                let run = await CommandRun(words, store: store)
                #expect(
                    run.exitCode == exitCode && run.messages.contains(text) && run.output.isEmpty,
                    "\(words) \(run)"
                )
            }
        }
    }
}
