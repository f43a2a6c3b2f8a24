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

/// What a client library may not tell, so that a snapshot lacks it.
public enum UntoldFact: String, Hashable, Sendable, CaseIterable {
    /// The ids of topics.
    case topicIDs = "topicIds"
    /// The leader epochs of offsets; nobody tells one that was never committed.
    case leaderEpochs
    /// The kinds of groups.
    case groupTypes

    /// In words.
    public var words: String {
        switch self {
        case .topicIDs: "ids of topics"
        case .leaderEpochs: "leader epochs"
        case .groupTypes: "kinds of groups"
        }
    }
}

extension SnapshotExcerpt {
    /// What is known of none of its topics, offsets or groups; nothing of one that was imported.
    public var untold: [UntoldFact] {
        guard origin.importedFrom == nil else { return [] }
        let present = topics.filter { $0.partitionCount != nil }
        let isUntold: [UntoldFact: Bool] = [
            .topicIDs: !present.isEmpty && present.allSatisfy { $0.id == nil },
            .leaderEpochs: groups.contains { !$0.offsets.isEmpty }
                && groups.allSatisfy { $0.offsets.allSatisfy { $0.leaderEpoch == nil } },
            .groupTypes: !groups.isEmpty && groups.allSatisfy { $0.type == .unknown },
        ]
        return UntoldFact.allCases.filter { isUntold[$0] == true }
    }
}

extension Snapshot {
    /// The snapshot as if it had been taken of no more than the groups of an excerpt.
    public init(_ excerpt: SnapshotExcerpt) {
        self.init(origin: excerpt.origin, coverage: excerpt.coverage, groups: excerpt.groups, topics: excerpt.topics)
    }
}
