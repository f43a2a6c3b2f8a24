import Cluster
import Glibc
import Kafka
import Offsets
import TestSupport
import Testing

/// What can be known without a broker.
struct UnreachableTests {
    @Test(.timeLimit(.minutes(1)))
    func `no broker is an error within the deadline, with the reason`() async throws {
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"))
        await #expect(throws: KafkaError.self) { try await client.metadata(before: .after(.seconds(2))) }
        #expect(client.lastConnectionFailure?.address == "127.0.0.1:1")
    }

    @Test func `a property that librdkafka does not know is refused by name`() {
        let configuration = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:1",
            properties: [.init(name: "no.such.property", value: "1")]
        )
        #expect {
            _ = try KafkaClient(configuration)
        } throws: { error in
            (error as? KafkaError)?.message.contains("no.such.property") == true
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "ssl.ca.location", "ssl.crl.location", "ssl.certificate.location", "ssl.key.location",
            "ssl.keystore.location",
        ]
    )
    func `a named pipe in the place of a file is refused by name, and nobody waits for it`(name: String) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("pipe")
        try #require(unsafe mkfifo(path, 0o600) == 0)
        let configuration = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:1",
            properties: [.init(name: "security.protocol", value: "SSL"), .init(name: name, value: path)]
        )
        let error = #expect(throws: KafkaError.self) { _ = try KafkaClient(configuration) }
        #expect(error?.code == .unusableFile)
        #expect(error?.message == "\(name): \(path) is not a regular file")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a NUL in a group's name is refused before anything is sent`() async throws {
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"))
        let producer = try client.transaction(id: "nul", timeout: .seconds(60))
        let group = GroupID("billing\u{0}-test")
        let partition = TopicPartition(topic: "orders", partition: 0)
        let offset = CommittedOffset(partition, offset: 1)
        let marked = CommittedOffset(partition, offset: 1, metadata: OffsetMetadata("a\u{0}b"))
        let deadline = Deadline.after(.seconds(30))
        let calls: [(String, () async throws(KafkaError) -> Void)] = [
            (
                "all offsets",
                { () throws(KafkaError) in _ = try await client.held(by: group, before: deadline) }
            ),
            (
                "some offsets",
                { () throws(KafkaError) in
                    _ = try await client.committedOffsets(
                        of: group,
                        for: [partition],
                        waitsForTransactions: true,
                        before: deadline
                    )
                }
            ),
            ("describe", { () throws(KafkaError) in _ = try await client.describe(group, before: deadline) }),
            ("delete", { () throws(KafkaError) in try await client.delete(group, before: deadline) }),
            (
                "delete offsets",
                { () throws(KafkaError) in
                    _ = try await client.deleteOffsets(of: group, for: [partition], before: deadline)
                }
            ),
            (
                "alterOffsets",
                { () throws(KafkaError) in _ = try await client.alterOffsets(of: group, to: [offset], before: deadline)
                }
            ),
            ("send", { () throws(KafkaError) in try await producer.send([offset], of: group, before: deadline) }),
            (
                "alter metadata",
                { () throws(KafkaError) in
                    _ = try await client.alterOffsets(of: GroupID("billing"), to: [marked], before: deadline)
                }
            ),
            (
                "send metadata",
                { () throws(KafkaError) in
                    try await producer.send([marked], of: GroupID("billing"), before: deadline)
                }
            ),
        ]
        for (name, call) in calls {
            let error = await #expect(throws: KafkaError.self, "\(name)") { try await call() }
            #expect(error?.code == .invalidArgument, "\(name)")
            #expect(error?.message.contains("NUL") == true, "\(name)")
        }
        #expect(!deadline.hasPassed)
    }
}
