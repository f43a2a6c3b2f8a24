import KafkaTestSupport
import Offsets
import Synchronization
import Testing

extension DurabilityTests {
    /// Snapshots while brokers die.
    struct Captures {
        private static let groups = 120
        private static let partitions = 12
        /// How many brokers are killed while snapshots are taken one after the other.
        private static let kills = 3
        /// What a snapshot is given: less than a look-up that still believes in the dead broker would take.
        private static let timeout = "30s"

        @Test(arguments: BrokersTrait.versions)
        func `a snapshot right after a broker's death is complete within half a minute`(
            _ version: String
        ) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                let seeded = try await cluster.seed(groups: Self.groups, partitions: Self.partitions)
                let user = User(cluster)
                let selection = ["--group", "\(seeded.topic)-*"]
                let before = try await user.snapshot("--group", "\(seeded.topic)-*")
                var durations: [String] = []
                for broker in brokers.brokers.prefix(2) {
                    try await brokers.kill(broker)
                    let result = try await user.start(["snapshot", "--json", "--timeout", Self.timeout] + selection)
                        .result()
                    try await brokers.restart(broker)
                    durations.append("\(result.duration)")
                    #expect(result.exitCode == .done, "\(result)")
                    let document: SnapshotDocument = try result.document()
                    #expect(document.snapshot.offsetsDigest == before.snapshot.offsetsDigest)
                    #expect(document.coverage.unreadablePartitions.isEmpty)
                }
                print("snapshots right after a broker's death on \(cluster): \(durations.joined(separator: ", "))")
                try await cluster.remove(seeded)
            }
        }

        @Test(arguments: BrokersTrait.versions)
        func `while brokers die one after the other no snapshot is called complete that lacks a group`(
            _ version: String
        ) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                let seeded = try await cluster.seed(groups: Self.groups, partitions: 3)
                let hasEnded = Mutex(false)
                async let rolled: Void = {
                    defer { hasEnded.withLock { $0 = true } }
                    try await Self.roll(brokers)
                }()
                var counts = OutcomeCounts()
                repeat {
                    // Each in a store of its own: nothing is known from the one before.
                    let result = try await User(cluster).start(
                        ["snapshot", "--json", "--timeout", "60s", "--group", "\(seeded.topic)-*"]
                    ).result()
                    guard let document = try? result.document(SnapshotDocument.self) else {
                        #expect(result.exitCode == .unreachable, "\(result)")
                        counts.add("snapshots", "none", "\(result.messages)")
                        continue
                    }
                    let found = document.coverage.captured
                    counts.add("snapshots", document.snapshot.state, "\(found) groups after \(result.duration)")
                    #expect(document.snapshot.state != "complete" || found == Self.groups, "\(result)")
                    #expect((result.exitCode == .done) == (document.snapshot.state == "complete"), "\(result)")
                } while !hasEnded.withLock { $0 }
                try await rolled
                counts.report("snapshots on three brokers of \(cluster), brokers killed one after the other")
                let last = try await User(cluster).snapshot("--group", "\(seeded.topic)-*")
                #expect(last.coverage.captured == Self.groups)
                try await cluster.remove(seeded)
            }
        }

        private static func roll(_ brokers: BrokerCluster) async throws {
            for index in 0..<kills {
                let broker = brokers.brokers[index % brokers.brokers.count]
                try await brokers.kill(broker)
                try await brokers.restart(broker)
            }
        }
    }
}
