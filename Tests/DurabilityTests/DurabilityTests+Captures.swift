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
        /// What a snapshot is given: half of it may go by until every broker that is left has listed its groups, and log
        /// bounds that are asked of a dead leader would take the rest and more.
        private static let timeout = "60s"
        private static let victim: Int32 = 2

        @Test(arguments: BrokersTrait.versions)
        func `a snapshot right after a broker's death is complete in time`(_ version: String) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                let seeded = try await cluster.seed(groups: Self.groups, partitions: Self.partitions)
                try await Self.waitForLeaders(brokers, seeded.topic)
                let user = User(cluster)
                let before = try await user.snapshot("--group", "\(seeded.topic)-*")
                try await brokers.kill(Self.victim)
                let result = try await user.start(
                    ["snapshot", "--json", "--timeout", Self.timeout, "--group", "\(seeded.topic)-*"]
                ).result()
                try await brokers.restart(Self.victim)
                print("a snapshot right after a broker's death on \(cluster): \(result.duration)")
                #expect(result.exitCode == .done, "\(result)")
                let document: SnapshotDocument = try result.document()
                #expect(document.snapshot.offsetsDigest == before.snapshot.offsetsDigest)
                #expect(document.coverage.unreadablePartitions.isEmpty)
                try await Self.waitForLeaders(brokers, seeded.topic)
                try await cluster.remove(seeded)
            }
        }

        @Test(arguments: BrokersTrait.versions)
        func `while brokers die one after the other no snapshot is called complete that lacks a group`(
            _ version: String
        ) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                let seeded = try await cluster.seed(groups: Self.groups, partitions: Self.partitions)
                try await Self.waitForLeaders(brokers, seeded.topic)
                let hasEnded = Mutex(false)
                async let rolled: Void = {
                    defer { hasEnded.withLock { $0 = true } }
                    try await Self.roll(brokers, seeded.topic)
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
                    let coverage = document.coverage
                    let found = coverage.captured
                    let lack =
                        "\(coverage.offlineOffsetsPartitions.count) offsets partitions, "
                        + "\(coverage.unreadableBrokers.count) brokers, \(coverage.unreadablePartitions.count) logs"
                    counts.add("snapshots", document.snapshot.state, "\(found) groups, lacking \(lack)")
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

        /// Kills one broker after the other: the next one when the last one has caught up and leads again, and once when
        /// it has not.
        private static func roll(_ brokers: BrokerCluster, _ topic: String) async throws {
            for index in 0..<kills {
                let broker = brokers.brokers[index % brokers.brokers.count]
                try await brokers.kill(broker)
                try await brokers.restart(broker)
                if index != 1 { try await waitForLeaders(brokers, topic) }
            }
        }

        /// Returns when every broker leads partitions: one that was killed leads nothing until it has caught up.
        private static func waitForLeaders(_ brokers: BrokerCluster, _ topic: String) async throws {
            try await Waiting.until("every broker leads some partitions") {
                for topic in [topic, OffsetsPartitions.topic] {
                    let leaders = Set(try await brokers.cluster.leaders(of: topic).values)
                    guard leaders == Set(brokers.brokers) else { return false }
                }
                return true
            }
        }
    }
}
