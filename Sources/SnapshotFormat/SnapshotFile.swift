import Compression
public import Offsets

/// The snapshot file of docs/format.md: a snapshot to bytes and back.
public enum SnapshotFile {
    /// What file names end in, behind a dot.
    public static let fileExtension = "tidemark"

    /// What a file begins with.
    public static var magic: [UInt8] { ContainerWriter.magic }

    /// How many committed offsets a file holds at most.
    public static var mostRows: Int { FormatLimits.rows }

    /// The version of the library by which files are compressed.
    public static var zstdVersion: String { Zstandard.libraryVersion }

    /// Returns the file for a snapshot; equal snapshots give equal digests, whoever signs them.
    ///
    /// - Parameters:
    ///   - snapshot: The snapshot.
    ///   - key: Who vouches for it; `nil` for nobody.
    /// - Returns: The file.
    /// - Throws: ``FormatError`` when groups, topics, offsets or failures are out of order or twice there, a number is
    ///   outside its range, a topic name is illegal, an offset's topic is not listed, or a limit is exceeded.
    public static func encode(
        _ snapshot: Snapshot,
        signedBy key: AuthenticationKey? = nil
    ) throws(FormatError) -> EncodedSnapshot {
        let rowCount = snapshot.offsetCount
        guard rowCount <= FormatLimits.rows else {
            throw FormatError(.tooLarge, "\(rowCount) offsets, more than the \(FormatLimits.rows) a snapshot can hold")
        }
        var file = ContainerWriter()
        try file.append(.origin, try OriginSection.content(of: snapshot.origin))
        try file.append(.coverage, try CoverageSection.content(of: snapshot.coverage))
        try file.append(.topics, try TopicsSection.content(of: snapshot.topics))
        try file.append(.logBounds, try LogBoundsSection.content(of: snapshot.topics))
        try file.append(.groups, try GroupsSection.content(of: snapshot.groups))
        var rows = RowsWriter(topics: snapshot.topics)
        for groups in GroupsSection.blocks(of: snapshot.groups.lazy.map { $0.offsets.count }) {
            try file.append(.rows, try rows.block(of: snapshot.groups[groups]))
        }
        let offsetsDigest = try offsetsDigest(of: snapshot)
        let counts = FileCounts(
            groups: snapshot.groups.count,
            rows: rowCount,
            bounds: snapshot.topics.reduce(0) { $0 + $1.bounds.count }
        )
        let (bytes, digest) = try file.finish(offsetsDigest: offsetsDigest, counts: counts, signedBy: key)
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
        var reader = try SnapshotReader(bytes)
        var groups: [GroupOffsets] = []
        groups.reserveCapacity(reader.groups.names.count)
        try reader.forEachGroup { groups.append($0) }
        let snapshot = Snapshot(
            origin: reader.origin,
            coverage: reader.coverage,
            groups: groups,
            topics: reader.topics.map(\.logs)
        )
        let tail = reader.file.tail
        return DecodedSnapshot(
            snapshot: snapshot,
            digest: tail.digest,
            offsetsDigest: tail.offsetsDigest,
            id: SnapshotID(startedAt: snapshot.origin.startedAt, digest: tail.digest),
            formatMajor: Int(reader.file.major),
            formatMinor: Int(reader.file.minor)
        )
    }

    /// Checks all that ``decode(_:)`` checks and returns the digest, with one group in memory at a time.
    ///
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    public static func verify(_ bytes: [UInt8]) throws(FormatError) -> ContentDigest {
        var reader = try SnapshotReader(bytes)
        try reader.forEachGroup { _ in }
        return reader.file.tail.digest
    }

    /// Returns the digest of the committed offsets alone: equal for two captures of the same offsets, whatever else
    /// differs; groups without offsets do not count.
    ///
    /// - Throws: ``FormatError`` when groups or offsets are out of order, twice there or negative.
    public static func offsetsDigest(of snapshot: Snapshot) throws(FormatError) -> ContentDigest {
        try OffsetsDigest.digest(of: snapshot)
    }
}
