import Demo
import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Supervision

extension Tour {
    /// Walks the tour of `tidemark demo` on a real Kafka that holds nothing but the shop, with the `tidemark` built
    /// beside this program.
    ///
    /// - Parameters:
    ///   - cluster: the Kafka.
    ///   - groupsTool: the words that run `kafka-consumer-groups`.
    /// - Returns: the exit code of this process.
    /// - Throws: what the tour throws, and what making and removing its directory throws.
    static func run(on cluster: TestCluster, groupsTool: [String]) async throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("tidemark").path
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let audience = Audience(readsBold: isTerminal && environment["NO_COLOR", default: ""].isEmpty) { text in
            print(text, terminator: "")
            return fflush(nil) == 0
        }
        let interruption = try await ScratchDirectory.use(in: environment["TMPDIR"]) { directory in
            try await Tour(
                on: .kafka(bootstrapServers: cluster.bootstrapServers, groupsTool: groupsTool) { topic, group, work in
                    let consumer = try await LiveConsumer.start(cluster, group: GroupID(group), topics: [topic])
                    let isRead = try await work()
                    try await consumer.close()
                    return isRead
                },
                directory: directory,
                program: Supervisor(executable: program),
                environment: [:],
                audience: audience
            ).run()
        }
        return interruption?.code.exitCode.rawValue ?? 0
    }
}
