import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

struct CaptureRefusalTests {
    private static func refusal(
        _ fault: ClusterFault,
        failure: ConnectionFailure? = nil
    ) async throws -> TidemarkError {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { $0.connectionFailure = failure }
        cluster.add(fault)
        return try await #require(throws: TidemarkError.self) { _ = try await CaptureTests.capture(cluster) }
    }

    @Test(
        arguments: [
            (ClusterCall.Kind.metadata, KafkaErrorCode.transport), (.metadata, .timedOut), (.metadata, .resolve),
            (.list, .allBrokersDown), (.list, .timedOut),
        ]
    )
    func `a cluster that does not answer is exit 69`(kind: ClusterCall.Kind, code: KafkaErrorCode) async throws {
        let failure = ConnectionFailure(.bootstrap, "kafka:9092", .refused, "Connect to ipv4#10.0.0.1:9092 failed")
        let error = try await Self.refusal(.at(kind, .fails(KafkaError(code))), failure: failure)
        #expect(error.exitCode == .unreachable)
        #expect(error.message.contains("kafka:9092"))
        #expect(error.message.contains("connection refused"))
    }

    @Test(
        arguments: [
            (ClusterCall.Kind.metadata, KafkaErrorCode.authentication), (.metadata, .tls),
            (.list, .clusterAuthorizationFailed), (.list, .groupAuthorizationFailed),
        ]
    )
    func `a cluster that refuses is exit 77`(kind: ClusterCall.Kind, code: KafkaErrorCode) async throws {
        let error = try await Self.refusal(.at(kind, .fails(KafkaError(code))))
        #expect(error.code == .denied)
        #expect(error.exitCode == .denied)
    }

    @Test(arguments: [ClusterCall.Kind.metadata, .list, .readAll, .bounds])
    func `an interrupted capture is exit 130 and no snapshot`(kind: ClusterCall.Kind) async throws {
        let cluster = DictionaryCluster(Scene.state)
        let (reached, signal) = AsyncStream<Void>.makeStream()
        cluster.watch { if $0.kind == kind { signal.yield() } }
        cluster.add(.at(kind, number: nil, .hangs))
        let task = Task { try await CaptureTests.capture(cluster) }
        for await _ in reached { break }
        task.cancel()
        let error = try await #require(throws: TidemarkError.self) { _ = try await task.value }
        #expect(error.exitCode == .interrupted)
    }

    @Test(arguments: ["[", "re:("])
    func `a bad pattern is exit 64 before the cluster is asked`(pattern: String) async throws {
        let cluster = DictionaryCluster(Scene.state)
        let error = try await #require(throws: TidemarkError.self) {
            _ = try await CaptureTests.capture(cluster, Selection(groups: [pattern]))
        }
        #expect(error.exitCode == .usage)
        #expect(cluster.now.calls.isEmpty)
    }
}
