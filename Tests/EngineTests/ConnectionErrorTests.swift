import Cluster
import Offsets
import Testing

@testable import Engine

/// What an operator reads when no connection can be made: one error for each reason.
struct ConnectionErrorTests {
    private static let activity = "connecting to the cluster"
    private static let library = "2.0.2"

    private static func error(
        _ reason: ConnectionFailureReason,
        _ peer: ConnectionFailure.Peer = .bootstrap
    ) -> TidemarkError {
        .connection(
            ConnectionFailure(peer, "kafka-1:9092", reason, "the library's words"),
            while: activity,
            library: library,
            cause: KafkaError(reason.code)
        )
    }

    private static func exitCode(_ reason: ConnectionFailureReason) -> ExitCode {
        switch reason {
        case .refused, .unresolved, .noRoute, .silent, .notKafka, .other: .unreachable
        case .tooManyFiles: .configuration
        case .credentials, .token, .repeatedNonce, .mechanism, .wantsSASL, .hasNoSASL, .wantsTLS, .hasNoTLS,
            .untrustedCertificate, .rejectedCertificate, .tls:
            .denied
        }
    }

    @Test(arguments: ConnectionFailureReason.allCases)
    func `each reason has its exit code, and names the address and what was being done`(
        reason: ConnectionFailureReason
    ) {
        let error = Self.error(reason)
        #expect(error.exitCode == Self.exitCode(reason))
        #expect(error.message.hasPrefix("\(Self.activity): "))
        #expect(error.message.contains("kafka-1:9092"))
        #expect(error.hint?.isEmpty == false)
    }

    @Test func `no two reasons have the same hint but those that ask for the same`() {
        let hints = Dictionary(grouping: ConnectionFailureReason.allCases) { Self.error($0).hint }
        #expect(hints.values.filter { $0.count > 1 }.map(Set.init) == [[.noRoute, .silent]])
    }

    @Test func `a refused connection says refused`() {
        #expect(Self.error(.refused).message.contains("connection refused"))
    }

    @Test(arguments: [ConnectionFailureReason.refused, .unresolved, .noRoute, .silent])
    func `an address that a broker advertises is named as that`(reason: ConnectionFailureReason) {
        let error = Self.error(reason, .broker(3))
        #expect(error.message.contains("broker 3 advertises kafka-1:9092"))
        #expect(error.hint?.contains("advertised.listeners") == true)
        #expect(error.hint?.contains("--bootstrap-server") == false)
    }

    @Test func `SCRAM that cannot work says which library mends it`() {
        let error = Self.error(.repeatedNonce)
        #expect(error.message.contains("Kafka 4"))
        #expect(error.message.contains(Self.library))
        #expect(error.hint?.contains("2.6.1") == true)
    }
}
