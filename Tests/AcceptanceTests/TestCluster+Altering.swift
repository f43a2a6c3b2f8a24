import KafkaTestSupport
import Offsets

extension TestCluster {
    /// Seeds groups for a test and removes them and their topic afterwards, whatever came of it.
    func withSeededGroups(
        _ groups: Int,
        partitions: Int,
        records: Int = 100,
        _ body: (SeededGroups) async throws -> Void
    ) async throws {
        let seeded = try await seed(
            groups: groups,
            partitions: partitions,
            records: records,
            topic: Self.uniqueName("acceptance")
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(seeded))
        } catch {
            result = .failure(error)
        }
        // A test may have removed some of it itself.
        let listed = Set(try await self.groups().keys)
        try? await deleteGroups(seeded.groups.filter(listed.contains))
        try? await deleteTopic(seeded.topic)
        try result.get()
    }

    /// Commits another offset for every partition of every seeded group, still within the logs.
    func moveOffsets(of seeded: SeededGroups) async throws {
        try await commit(seeded.moved.map { (group: $0.key, offsets: $0.value) })
    }
}

extension SeededGroups {
    /// A selection of these groups and no others.
    var pattern: String { "\(topic)-*" }

    /// What every group was given at first.
    var everyOffset: [GroupID: [CommittedOffset]] {
        Dictionary(uniqueKeysWithValues: (0..<groupCount).map { (group($0), offsets($0)) })
    }

    /// What `alter` gives every group: other offsets, within the log.
    var moved: [GroupID: [CommittedOffset]] {
        everyOffset.mapValues { offsets in
            offsets.map { CommittedOffset($0.topicPartition, offset: ($0.offset + 1) % Int64(recordCount + 1)) }
        }
    }

    /// The partitions of the topic.
    var topicPartitions: [TopicPartition] {
        (0..<Int32(partitionCount)).map { TopicPartition(topic: topic, partition: $0) }
    }
}
