import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// What a daemon offers to Prometheus and node_exporter after a run.
@Suite(.serialized)
struct DaemonMetricsTests {
    private static let page = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/metrics.md")

    /// The metrics that the documentation has.
    private static func documented() throws -> [String] {
        try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `tidemark_") }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    }

    /// Samples by name and labels, as the older format has them.
    private static func samples(_ text: String) -> [String: Double] {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            lines.compactMap { line -> (String, Double)? in
                guard let space = line.lastIndex(of: " ") else { return nil }
                return (String(line[..<space]), Double(line[line.index(after: space)...]) ?? .nan)
            }
        ) { first, _ in first }
    }

    /// A schedule that is due once an hour, and for the first time in a few seconds.
    private static func soon() -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            in: TimeZone(secondsFromGMT: 0) ?? .current,
            from: Date(timeIntervalSinceNow: 4)
        )
        return String(format: "*-*-* *:%02d:%02d", parts.minute ?? 0, parts.second ?? 0)
    }

    /// The older format as it is offered, once the run and what is read of the store after it are in it; and the file.
    private static func afterOneRun(
        _ place: DaemonPlace,
        _ cluster: TestCluster,
        _ seeded: SeededGroups,
        _ body: (_ page: String, _ file: String) async throws -> Void
    ) async throws {
        let (socket, file) = (place.place.file("metrics.sock"), place.place.file("tidemark.prom"))
        try place.configure(
            cluster.bootstrapServers,
            groups: seeded.pattern,
            schedule: soon(),
            more: """
                [daemon]
                metrics = "unix:\(socket)"
                textfile = "\(file)"
                lag-groups = ["\(seeded.pattern)"]
                lag-groups-limit = 1
                """
        )
        let daemon = try place.start("daemon")
        try await daemon.says("job often took ")
        // What lies on the disk was written a moment before, when another number of bytes was free.
        func lasting(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { !$0.hasPrefix("tidemark_store_free_bytes ") }
        }
        var (page, written) = ("", "")
        try await Waiting.until("the store is read, and the file has the same", within: DaemonPlace.patience) {
            let answer = (try? HTTPConnection(path: socket).page("/metrics")) ?? ""
            page = answer.components(separatedBy: "\r\n\r\n").dropFirst().joined()
            written = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            return page.contains("\ntidemark_snapshots_kept 1\n") && lasting(written) == lasting(page)
        }
        try await body(page, written)
        #expect(daemon.kill(SIGTERM, .parent))
        #expect(try await daemon.result().exitCode == .done, "\(daemon.messages)")
        #expect(!daemon.messages.contains("metrics:"), "\(daemon.messages)")
    }

    @Test(arguments: TestCluster.all)
    func `after one run every metric of the documentation is there, and right`(_ cluster: TestCluster) async throws {
        let place = try DaemonPlace()
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            let before = Date().timeIntervalSince1970
            try await Self.afterOneRun(place, cluster, seeded) { page, _ in
                let families = Set(
                    page.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
                )
                #expect(Set(try Self.documented()) == Set(families.map(String.init)))

                let samples = Self.samples(page)
                let job = #"{tidemark_job="often",cluster="prod"}"#
                func value(_ name: String) -> Double? { samples["tidemark_\(name)\(job)"] }
                let file = try #require(place.snapshots.first)
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.store)/snapshots/\(file)")
                let bytes = try #require(attributes[.size] as? Double)
                #expect(samples[#"tidemark_build_info{version="\#(TidemarkVersion.current)"}"#] == 1)
                for library in ["librdkafka", "sqlite", "zstd"] {
                    let known = samples.filter {
                        $0.key.hasPrefix(#"tidemark_library_info{library="\#(library)",version=""#)
                    }
                    #expect(known.count == 1 && known.first?.value == 1)
                }
                let now = Date().timeIntervalSince1970
                for name in ["last_success_timestamp_seconds", "last_attempt_timestamp_seconds"] {
                    #expect((before...now).contains(value(name) ?? 0), "\(name)")
                }
                #expect(value("schedule_interval_seconds") == 3_600)
                #expect((now...now + 3_600).contains(value("next_run_timestamp_seconds") ?? 0))
                #expect(value("late_seconds") == 0)
                #expect((value("groups_listed") ?? 0) >= 2)
                #expect(value("groups_captured") == 2 && value("groups_failed") == 0)
                #expect(value("snapshot_offsets") == 2 && value("snapshot_bytes") == bytes)
                for outcome in ["complete", "partial", "suspicious", "failed", "skipped"] {
                    let labels = #"{tidemark_job="often",cluster="prod",outcome="\#(outcome)"}"#
                    #expect(samples["tidemark_snapshot_attempts_total\(labels)"] == (outcome == "complete" ? 1 : 0))
                }
                #expect(
                    value("snapshot_duration_seconds_count") == 1 && value("snapshot_duration_seconds_sum") ?? 0 > 0
                )
                #expect(samples["tidemark_snapshots_kept"] == 1 && samples["tidemark_store_bytes"] == bytes)
                #expect(samples["tidemark_store_free_bytes"] ?? 0 > 0)
                #expect(samples["tidemark_damaged_files"] == 0 && samples["tidemark_unfinished_runs"] == 0)
                for outcome in ["done", "raced", "aborted", "rolled-back", "undecided"] {
                    #expect(samples[#"tidemark_runs_total{outcome="\#(outcome)"}"#] == 0)
                }
                let first = #"tidemark_group_lag_records{cluster="prod",group="\#(seeded.group(0).name)"}"#
                let lag = Int64(seeded.recordCount) - (seeded.offsets(0).first?.offset ?? 0)
                #expect(samples[first] == Double(lag))
                #expect(samples.keys.count { $0.hasPrefix("tidemark_group_lag_records{") } == 1)
                #expect(samples["tidemark_group_lags_left_out"] == 1 && samples["tidemark_group_lags_unknown"] == 0)
            }
        }
    }

    @Test(.needsPromtool)
    func `promtool has nothing to say against what a daemon offers`() async throws {
        let place = try DaemonPlace()
        let cluster = try #require(SimulatedClusters.shared.clusters.first)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            try await Self.afterOneRun(place, cluster, seeded) { page, file in
                for text in [page, file] {
                    let complaints = try await Promtool.complaints(about: text)
                    #expect(complaints == "")
                }
            }
        }
    }
}
