/// Some groups of a snapshot, and what is known of the whole.
public struct SnapshotExcerpt: Hashable, Sendable {
    /// Where, when, by what and on whose order the snapshot was taken.
    public let origin: SnapshotOrigin
    /// What it was to hold and what it lacks.
    public let coverage: Coverage
    /// Every group of the snapshot.
    public let names: GroupNames
    /// Every topic that the groups of the snapshot have committed to, sorted.
    public let topicNames: [String]
    /// The groups that were asked for, sorted.
    public let groups: [GroupOffsets]
    /// The topics that these groups have committed to, sorted.
    public let topics: [TopicLogs]
    /// The digest of the snapshot.
    public let digest: ContentDigest

    /// An excerpt.
    public init(
        origin: SnapshotOrigin,
        coverage: Coverage,
        names: GroupNames,
        topicNames: [String],
        groups: [GroupOffsets],
        topics: [TopicLogs],
        digest: ContentDigest
    ) {
        self.origin = origin
        self.coverage = coverage
        self.names = names
        self.topicNames = topicNames
        self.groups = groups
        self.topics = topics
        self.digest = digest
    }

    /// Some groups of a snapshot that is in memory.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - digest: Its digest.
    ///   - wanted: The groups that are asked for.
    public init(of snapshot: Snapshot, digest: ContentDigest, wanted: WantedGroups) {
        let names = GroupNames(snapshot.groups.lazy.map(\.group))
        let groups = wanted.places(in: names).map { snapshot.groups[$0] }
        let topics = Set(groups.flatMap { $0.offsets.map(\.topic) })
        self.init(
            origin: snapshot.origin,
            coverage: snapshot.coverage,
            names: names,
            topicNames: snapshot.topics.map(\.topic),
            groups: groups,
            topics: snapshot.topics.filter { topics.contains($0.topic) },
            digest: digest
        )
    }

    /// The snapshot's name, from its start and its digest.
    public var id: SnapshotID { SnapshotID(startedAt: origin.startedAt, digest: digest) }
}

extension Snapshot {
    /// The snapshot as if it had been taken of no more than the groups of an excerpt.
    public init(_ excerpt: SnapshotExcerpt) {
        self.init(origin: excerpt.origin, coverage: excerpt.coverage, groups: excerpt.groups, topics: excerpt.topics)
    }
}
