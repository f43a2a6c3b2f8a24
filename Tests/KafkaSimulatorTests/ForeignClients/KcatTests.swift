import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Testing

/// kcat at the simulated brokers.
///
/// It has no command that lists groups or reads another's offsets: where a group stands shows in what it consumes.
@Suite(.needs(.kcat), .timeLimit(.minutes(3)))
struct KcatTests {
    private func kcat(_ bench: ForeignBench, _ arguments: String...) async throws -> [String] {
        let output = try await Program.run("kcat", ["-b", bench.cluster.bootstrapServers, "-q"] + arguments)
        return output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: ForeignBench.releases)
    func `kcat sees brokers, topics and the offsets of moments`(release: SimulatedRelease) async throws {
        let bench = try ForeignBench(release)
        let metadata = try await kcat(bench, "-L").joined(separator: "\n")
        #expect(metadata.contains("3 brokers:"))
        #expect(metadata.contains("topic \"orders\" with 3 partitions:"))
        #expect(metadata.contains("topic \"__consumer_offsets\" with 50 partitions:"))
        #expect(try await kcat(bench, "-Q", "-t", "orders:1:-1") == ["orders [1] offset 2"])
        #expect(try await kcat(bench, "-Q", "-t", "orders:1:0") == ["orders [1] offset 0"])
    }

    @Test(arguments: ForeignBench.releases)
    func `kcat consumes a partition from its beginning`(release: SimulatedRelease) async throws {
        let bench = try ForeignBench(release)
        let records = try await kcat(
            bench,
            "-C",
            "-t",
            "orders",
            "-p",
            "2",
            "-o",
            "beginning",
            "-e",
            "-f",
            "%o %s\\n"
        )
        #expect(records == ["0 first-2", "1 second-2"])
    }

    @Test(arguments: ForeignBench.releases)
    func `kcat joins a group, goes on from its committed offsets, and commits what it has read`(
        release: SimulatedRelease
    ) async throws {
        let bench = try ForeignBench(release)
        let read = try await kcat(bench, "-G", "shop", "-e", "-f", "%p %o %s\\n", "orders")
        #expect(read.sorted() == ["0 1 second-0", "1 1 second-1", "2 1 second-2"])
        #expect(bench.committed(by: "shop") == [2, 2, 2])
        bench.simulator.withState { $0.appendRecords([Array("third-1".utf8)], to: "orders", 1) }
        #expect(try await kcat(bench, "-G", "shop", "-e", "-f", "%p %o %s\\n", "orders") == ["1 2 third-1"])
        #expect(bench.committed(by: "shop") == [2, 3, 2])
        #expect(bench.simulator.state.groups["shop"]?.members.isEmpty == true)
    }
}
