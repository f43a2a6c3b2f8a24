extension TestCluster {
    /// How long seeding may take: 820 000 offsets are written in well under a minute.
    private static let seedingPatience = Duration.seconds(300)

    /// Makes a topic with records and `groups` groups that have committed an offset for each of its partitions.
    ///
    /// 1 000 groups × 10 partitions take about a second.
    public func seed(
        groups: Int,
        partitions: Int,
        records: Int = 100,
        topic: String = uniqueName("seed")
    ) async throws -> SeededGroups {
        let seeded = SeededGroups(
            topic: topic,
            groupCount: groups,
            partitionCount: partitions,
            recordCount: records
        )
        try await createTopic(topic, partitions: partitions)
        try await produce(topic: topic, partitions: (0..<Int32(partitions)).map { $0 }, count: records)
        try await commit(seeded)
        return seeded
    }

    /// Commits the offsets of seeded groups again, as they were at first.
    public func commit(_ seeded: SeededGroups) async throws {
        let operation = "seed \(seeded.groupCount) groups of \(seeded.topic)"
        try await commit(operation, count: seeded.groupCount, within: Self.seedingPatience) { index in
            (seeded.group(index), seeded.offsets(index))
        }
    }

    /// Removes seeded groups and their topic.
    public func remove(_ seeded: SeededGroups) async throws {
        try await deleteGroups(seeded.groups)
        try await deleteTopic(seeded.topic)
    }
}
