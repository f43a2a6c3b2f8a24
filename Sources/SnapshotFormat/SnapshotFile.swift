public import Offsets

/// The snapshot file of docs/format.md: a snapshot to bytes and back.
public enum SnapshotFile {
    /// What file names end in, behind a dot.
    public static let fileExtension = "tidemark"

    /// Returns the file for a snapshot; equal snapshots give equal digests.
    ///
    /// - Throws: ``FormatError`` when groups, topics, offsets or failures are out of order or twice there, a number is
    ///   outside its range, a topic name is illegal, an offset's topic is not listed, or a limit is exceeded.
    public static func encode(_ snapshot: Snapshot) throws(FormatError) -> EncodedSnapshot {
        let rowCount = snapshot.offsetCount
        guard rowCount <= FormatLimits.rows else {
            throw FormatError(.tooLarge, "\(rowCount) offsets, more than the \(FormatLimits.rows) a snapshot can hold")
        }
        var file = try ContainerWriter()
        try file.append(.origin, try OriginSection.content(of: snapshot.origin))
        try file.append(.coverage, try CoverageSection.content(of: snapshot.coverage))
        try file.append(.topics, try TopicsSection.content(of: snapshot.topics))
        try file.append(.logBounds, try LogBoundsSection.content(of: snapshot.topics))
        try file.append(.groups, try GroupsSection.content(of: snapshot.groups))
        try append(snapshot, rowCount: rowCount, to: &file)
        let offsetsDigest = try offsetsDigest(of: snapshot)
        let (bytes, digest) = try file.finish(offsetsDigest: offsetsDigest)
        return EncodedSnapshot(
            bytes: bytes,
            digest: digest,
            offsetsDigest: offsetsDigest,
            id: SnapshotID(startedAt: snapshot.origin.startedAt, digest: digest)
        )
    }

    /// Returns the snapshot in a file, every byte of which has been checked.
    ///
    /// Memory is taken only for what the limits of the format allow, whatever the file declares.
    ///
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    public static func decode(_ bytes: [UInt8]) throws(FormatError) -> DecodedSnapshot {
        var file = try ContainerReader(bytes)
        let origin = try OriginSection.origin(from: try file.content(of: .origin))
        let coverage = try CoverageSection.coverage(from: try file.content(of: .coverage))
        let entries = try TopicsSection.topics(from: try file.content(of: .topics))
        let topics = try LogBoundsSection.topics(entries, from: try file.content(of: .logBounds))
        let groups = try GroupsSection.groups(from: try file.content(of: .groups))
        var rows = try RowsReader(
            topics: topics,
            layout: try file.content(of: .layout),
            offsets: try file.content(of: .offsets),
            leaderEpochs: try file.content(of: .leaderEpochs),
            metadata: try file.content(of: .metadata)
        )
        let (major, minor) = (Int(file.major), Int(file.minor))
        let (digest, declaredOffsetsDigest) = (file.digest, file.offsetsDigest)
        try file.finish()

        var snapshot = Snapshot(origin: origin, coverage: coverage, groups: [], topics: topics.map(\.topic))
        snapshot.groups.reserveCapacity(groups.count)
        for entry in groups {
            let offsets = try rows.nextGroup()
            snapshot.groups.append(
                GroupOffsets(group: entry.group, state: entry.state, type: entry.type, offsets: offsets)
            )
        }
        try rows.finish()
        let offsetsDigest = try offsetsDigest(of: snapshot)
        guard offsetsDigest == declaredOffsetsDigest else {
            throw FormatError(
                .damaged,
                "the offsets have the digest \(offsetsDigest), the file says \(declaredOffsetsDigest)"
            )
        }
        return DecodedSnapshot(
            snapshot: snapshot,
            digest: digest,
            offsetsDigest: offsetsDigest,
            id: SnapshotID(startedAt: origin.startedAt, digest: digest),
            formatMajor: major,
            formatMinor: minor
        )
    }

    /// Returns the digest of the committed offsets alone: equal for two captures of the same offsets, whatever else
    /// differs; groups without offsets do not count.
    ///
    /// - Throws: ``FormatError`` when groups or offsets are out of order, twice there or negative.
    public static func offsetsDigest(of snapshot: Snapshot) throws(FormatError) -> ContentDigest {
        try OffsetsDigest.digest(of: snapshot)
    }

    private static func append(
        _ snapshot: Snapshot,
        rowCount: Int,
        to file: inout ContainerWriter
    ) throws(FormatError) {
        var rows = RowsWriter(topics: snapshot.topics, expectedRows: rowCount)
        for group in snapshot.groups { try rows.append(group) }
        var layout = ByteWriter()
        layout.append(count: rowCount)
        layout.append(rows.layout.bytes)
        try file.append(.layout, layout.bytes)
        try file.append(.offsets, rows.offsets.bytes)
        let (leaderEpochs, metadata) = rows.finish()
        try file.append(.leaderEpochs, leaderEpochs)
        try file.append(.metadata, metadata)
    }
}
