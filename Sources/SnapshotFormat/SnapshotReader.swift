import Offsets

/// Reads a file group by group; what it has returned is to be believed only after ``finish()``.
struct SnapshotReader: ~Copyable {
    /// Where, when, by what and on whose order.
    let origin: SnapshotOrigin
    /// What the snapshot was to hold and what it lacks.
    let coverage: Coverage
    /// The topics with their bounds.
    let topics: [TopicLogs]
    /// The major version of the file.
    let major: UInt16
    /// The minor version of the file.
    let minor: UInt16
    /// The digest, already compared with the content.
    let digest: ContentDigest
    /// The offsets digest as declared; compared by ``finish()``.
    let offsetsDigest: ContentDigest

    private let groups: [GroupsSection.Entry]
    private var rows: RowsReader
    private var nextIndex = 0
    private var hasher: OffsetsDigest

    /// Checks the file but for its rows.
    init(_ bytes: [UInt8]) throws(FormatError) {
        var file = try ContainerReader(bytes)
        let origin = try OriginSection.origin(from: try file.content(of: .origin))
        var coverage = try CoverageSection.coverage(from: try file.content(of: .coverage))
        let entries = try TopicsSection.topics(from: try file.content(of: .topics))
        let topics = try LogBoundsSection.topics(entries, from: try file.content(of: .logBounds))
        let groups = try GroupsSection.groups(from: try file.content(of: .groups))
        let rows = try RowsReader(
            topics: topics,
            layout: try file.content(of: .layout),
            offsets: try file.content(of: .offsets),
            leaderEpochs: try file.content(of: .leaderEpochs),
            metadata: try file.content(of: .metadata)
        )
        if let view = try file.contentWherePresent(of: .view) { try ViewSection.read(from: view, into: &coverage) }
        let (major, minor, digest, offsetsDigest) = (file.major, file.minor, file.digest, file.offsetsDigest)
        try file.finish()
        self.hasher = try OffsetsDigest()
        self.origin = origin
        self.coverage = coverage
        self.topics = topics.map(\.topic)
        self.groups = groups
        self.rows = rows
        self.major = major
        self.minor = minor
        self.digest = digest
        self.offsetsDigest = offsetsDigest
    }

    /// How many groups there are.
    var groupCount: Int { groups.count }

    /// The next group, `nil` behind the last one.
    mutating func nextGroup() throws(FormatError) -> GroupOffsets? {
        guard nextIndex < groups.count else { return nil }
        let entry = groups[nextIndex]
        nextIndex += 1
        let offsets = try rows.nextGroup()
        let group = GroupOffsets(group: entry.group, state: entry.state, type: entry.type, offsets: offsets)
        try hasher.append(group)
        return group
    }

    /// Checks that nothing is left and that the rows are the ones that were written.
    consuming func finish() throws(FormatError) {
        try rows.finish()
        let actual = try hasher.finish()
        guard actual == offsetsDigest else {
            throw FormatError(.damaged, "the offsets have the digest \(actual), the file says \(offsetsDigest)")
        }
    }
}
