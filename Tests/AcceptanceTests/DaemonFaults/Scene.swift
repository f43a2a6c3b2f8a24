import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

extension DaemonFaultTests {
    /// A running daemon with a job that is due every two seconds, on groups of a simulated cluster.
    struct Scene {
        let place: DaemonPlace
        let daemon: RunningCommand
        private let servers: String
        private let groups: String
        private var metricsFile: String { place.place.file("metrics.prom") }

        /// Runs the daemon while `body` does something to it, and ends it.
        static func run(
            in place: DaemonPlace? = nil,
            store: String? = nil,
            timeout: String = "20s",
            more: String = "",
            daemon: String = "",
            _ body: (Scene) async throws -> Void
        ) async throws {
            let place = try place ?? DaemonPlace(store: store)
            let cluster = try #require(SimulatedClusters.shared.clusters.first)
            try await cluster.withSeededGroups(2, partitions: 1) { seeded in
                let more = "\(more)\n[daemon]\ntextfile = \"\(place.place.file("metrics.prom"))\"\n\(daemon)"
                try place.configure(cluster.bootstrapServers, groups: seeded.pattern, timeout: timeout, more: more)
                let running = try place.start("daemon")
                try await running.says("ready: 1 job")
                let scene = Scene(
                    place: place,
                    daemon: running,
                    servers: cluster.bootstrapServers,
                    groups: seeded.pattern
                )
                try await body(scene)
                #expect(running.kill(SIGTERM, .parent))
                let end = try await running.result(within: .seconds(40))
                #expect(end.exitCode == .done, "\(end)")
                try await running.isGone()
            }
        }

        /// Writes the configuration anew.
        func configure(daemon: String) throws {
            let more = "[daemon]\ntextfile = \"\(metricsFile)\"\n\(daemon)"
            try place.configure(servers, groups: groups, more: more)
        }

        /// Returns when a snapshot was taken from now on, and that is seen.
        func works() async throws {
            let count = place.snapshots.count
            try await Waiting.until("a snapshot is taken: \(daemon.messages)", within: DaemonPlace.patience) {
                place.snapshots.count > count || daemon.hasEnded
            }
            try await Waiting.until("the job is well: \(daemon.messages)", within: DaemonPlace.patience) {
                try await place.run("status", "--brief").output.hasPrefix("OK: 1 job")
            }
        }

        /// Returns when a fault is seen wherever it is to be seen, by a daemon that goes on.
        ///
        /// - Parameters:
        ///   - fault: The fault.
        ///   - isRemembered: Whether the failures of the job can be written into the store.
        ///   - doing: What makes the fault last.
        /// - Throws: When it is not seen.
        func fails(_ fault: DaemonFault, isRemembered: Bool = true, _ doing: () -> Void = {}) async throws {
            let line = fault.log(of: "often")
            try await Waiting.until("it says \"\(line)\": \(daemon.messages)", within: DaemonPlace.patience) {
                doing()
                return daemon.count(of: line) > 0 || daemon.hasEnded
            }
            #expect(daemon.count(of: line) > 0, "\(daemon.messages)")
            if isRemembered {
                try await Waiting.until("status shows it: \(daemon.messages)", within: DaemonPlace.patience) {
                    doing()
                    let status = try await place.run("status", "--brief")
                    return status.exitCode == .done && status.output.hasPrefix("WARNING: 1 job, failing: often")
                }
            } else {
                let unwritten = "the record of jobs cannot be written"
                try await Waiting.until("it says \"\(unwritten)\": \(daemon.messages)", within: DaemonPlace.patience) {
                    doing()
                    return daemon.count(of: unwritten) > 0 || daemon.hasEnded
                }
                let status = try await place.run("status", "--brief")
                // Where a write of the journal was cut off by it, nobody can read that before it is repaired.
                let seesRuns = !status.output.contains("runs cannot be seen")
                #expect(status.exitCode == (seesRuns ? .done : .partial), "\(status)")
            }
            try await Waiting.until("the metrics show it", within: DaemonPlace.patience) { attempts("failed") > 0 }
            #expect(!daemon.hasEnded, "\(daemon.messages)")
        }

        /// Nothing shows that anything is wrong with the job.
        func isWell() async throws {
            #expect(daemon.count(of: "job often failed") == 0, "\(daemon.messages)")
            try await Waiting.until("the metrics count", within: DaemonPlace.patience) { attempts("complete") > 0 }
            #expect(attempts("failed") == 0)
        }

        /// What the metrics count of an outcome; −1 where they are not there.
        private func attempts(_ outcome: String) -> Double {
            let text = (try? String(contentsOfFile: metricsFile, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first {
                $0.hasPrefix("tidemark_snapshot_attempts_total{") && $0.contains("outcome=\"\(outcome)\"")
            }
            return line?.split(separator: " ").last.flatMap { Double($0) } ?? -1
        }
    }
}
