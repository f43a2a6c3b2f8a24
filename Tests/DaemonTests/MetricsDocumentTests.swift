import Daemon
import Foundation
import KafkaTestSupport
import Testing

/// The list of metrics as a page, and what Prometheus' own tool says of them.
struct MetricsDocumentTests {
    /// Set to write the page instead of comparing it.
    private static let writing = "TIDEMARK_WRITE_DOCS"

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `docs/metrics.md is what there is`() throws {
        let file = Self.root.appendingPathComponent("docs/metrics.md")
        let text = try MetricsPage.text()
        if ProcessInfo.processInfo.environment[Self.writing] != nil { try Data(text.utf8).write(to: file) }
        let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(found == text, "write it again: \(Self.writing)=1 swift test --filter MetricsDocumentTests")
    }

    @Test func `every metric has a sample in the state with everything, and a help in one sentence`() throws {
        for family in try MetricsSample.everything().families {
            #expect(!family.labelNames.isEmpty || family.kind == .gauge || family.name.hasSuffix("_total"))
            #expect(family.help.hasSuffix(".") && !family.help.dropLast().contains(". "))
            #expect(family.name.hasPrefix("tidemark_"))
        }
    }

    @Test(.needsPromtool)
    func `promtool has nothing to say against the metrics`() async throws {
        let text = MetricsFormat.classic.text(of: try MetricsSample.everything().families)
        #expect(try await Promtool.complaints(about: text) == "")
    }
}

/// The alerts and the dashboard that are shipped.
struct AlertTests {
    private static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("etc")

    @Test(.needsPromtool)
    func `every alert comes when it should, and not before`() async throws {
        let output = try await Program.run(
            "promtool",
            ["test", "rules", Self.directory.appendingPathComponent("prometheus/tidemark-alerts.test.yml").path]
        )
        #expect(output.contains("SUCCESS"))
    }

    @Test(arguments: ["prometheus/tidemark-alerts.yml", "grafana/tidemark.json"])
    func `alerts and the dashboard name metrics and labels that there are`(file: String) throws {
        let text = try String(contentsOf: Self.directory.appendingPathComponent(file), encoding: .utf8)
        let families = try MetricsSample.everything().families
        let known = families.flatMap { [$0.name, "\($0.name)_bucket"] } + families.flatMap(\.labelNames)
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.filter { $0.hasPrefix("tidemark_") }
        #expect(!words.isEmpty)
        for word in words { #expect(known.contains(String(word)), "\(word)") }
    }

    @Test func `the dashboard is JSON, with a place of its own for each panel`() throws {
        let file = Self.directory.appendingPathComponent("grafana/tidemark.json")
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let panels = try #require(document?["panels"] as? [[String: Any]])
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        #expect(Set(panels.compactMap { $0["title"] as? String }).count == panels.count)
    }
}
