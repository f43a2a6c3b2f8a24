import Foundation
import KafkaTestSupport
import Testing

/// A Kafka client that is not ours and not always on a machine.
enum ForeignClient: String, Sendable {
    /// `kcat`, by librdkafka's author, over librdkafka.
    case kcat = "kcat"
    /// Confluent's client for Python, over a librdkafka of its own that is newer than Debian's.
    case confluentKafka = "confluent-kafka"

    /// Where Python finds the packages that `scripts/setup --foreign-clients` installs.
    static let environment = [
        "PYTHONPATH": URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(".build/foreign/python").path
    ]

    /// Whether it is on this machine; throws where a run must not skip anything.
    func isInstalled() async throws -> Bool {
        let (program, arguments) =
            switch self {
            case .kcat: ("kcat", ["-V"])
            case .confluentKafka: ("python3", ["-c", "import confluent_kafka"])
            }
        let isThere = (try? await Program.run(program, arguments, environment: Self.environment)) != nil
        guard isThere || !TestCluster.requiresEverything else {
            throw KafkaFailure("find \(rawValue)", message: "run `scripts/setup --foreign-clients`")
        }
        return isThere
    }
}

extension Trait where Self == ConditionTrait {
    /// The test needs a client of others: without it it is skipped with this reason, and fails where nothing may be.
    static func needs(_ client: ForeignClient) -> Self {
        .enabled("needs \(client.rawValue): run `scripts/setup --foreign-clients`") { try await client.isInstalled() }
    }
}
