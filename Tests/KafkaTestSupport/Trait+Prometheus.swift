import TestSupport
public import Testing

extension Trait where Self == ConditionTrait {
    /// The test needs Prometheus' own tool: without it it is skipped with this reason, and fails where nothing may be.
    public static var needsPromtool: Self { needs("promtool") }

    /// The test needs Prometheus itself: without it it is skipped with this reason, and fails where nothing may be.
    public static var needsPrometheus: Self { needs("prometheus") }
}

/// Prometheus' own tool.
public enum Promtool {
    /// What it says against metrics in the older text format; nothing where they are as they should be.
    public static func complaints(about metrics: String) async throws -> String {
        let scratch = try ScratchDirectory(named: "tidemark-promtool")
        try scratch.write(metrics.utf8, to: "metrics.prom")
        return try await Program.run(
            "sh",
            ["-c", "promtool check metrics <'\(scratch.file("metrics.prom"))' 2>&1 || :"]
        )
    }
}
