import Offsets

/// Reads a file group by group: all of it, or some groups alone.
///
/// Beginning to read checks everything but the rows. Reading a block of rows checks that block.
struct SnapshotReader {
    /// Where, when, by what and on whose order.
    let origin: SnapshotOrigin
    /// What the snapshot was to hold and what it lacks.
    let coverage: Coverage
    /// The topics with their bounds.
    let topics: [TopicBounds]
    /// The groups without their offsets.
    let groups: GroupsSection.Columns
    /// The file and its sections.
    let file: ContainerReader

    /// The groups of each block.
    private let blocks: [(groups: Range<Int>, section: ContainerReader.Section)]
    private var open: (block: Int, rows: RowBlock)?
    private var metadataBytes = 0

    /// Checks the file but for its rows.
    init(_ bytes: [UInt8]) throws(FormatError) {
        let file = try ContainerReader(bytes)
        origin = try OriginSection.origin(from: try file.content(of: .origin))
        coverage = try CoverageSection.coverage(from: try file.content(of: .coverage))
        let entries = try TopicsSection.topics(from: try file.content(of: .topics))
        let topics = try LogBoundsSection.topics(entries, from: try file.content(of: .logBounds))
        let groups = try GroupsSection.groups(from: try file.content(of: .groups))
        let counts = FileCounts(
            groups: groups.names.count,
            rows: groups.rowCounts.reduce(0, +),
            bounds: topics.reduce(0) { $0 + $1.starts.count }
        )
        guard counts == file.tail.counts else {
            throw FormatError(.damaged, "the file says how much it holds, and holds something else")
        }
        let ranges = GroupsSection.blocks(of: groups.rowCounts)
        let sections = file.blocks
        guard ranges.count == sections.count else {
            throw FormatError(.damaged, "the file has \(sections.count) blocks of rows, not \(ranges.count)")
        }
        blocks = zip(ranges, sections).map { (groups: $0, section: $1) }
        self.file = file
        self.topics = topics
        self.groups = groups
    }

    /// A group with its offsets, by its number; quick when it is of the same block as the one before.
    mutating func group(_ number: Int) throws(FormatError) -> GroupOffsets {
        let rows = try block(of: number)
        let (offsets, times) = try rows.rows.rows(
            ofGroup: number - blocks[rows.block].groups.lowerBound,
            topics: topics
        )
        return GroupOffsets(
            group: groups.names[number],
            state: groups.states[number],
            type: groups.type(number),
            protocolType: groups.protocolTypes[number],
            offsets: offsets,
            times: times
        )
    }

    /// Every group, in order; the offsets digest is compared at the end, and sections that are not read are checked.
    ///
    /// - Parameter body: What is done with each group.
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    mutating func forEachGroup(_ body: (GroupOffsets) -> Void) throws(FormatError) {
        var hasher = try OffsetsDigest()
        for number in groups.names.indices {
            let group = try group(number)
            try hasher.append(group)
            body(group)
        }
        try file.checkSkipped()
        let actual = try hasher.finish()
        guard actual == file.tail.offsetsDigest else {
            throw FormatError(
                .damaged,
                "the offsets have the digest \(actual), the file says \(file.tail.offsetsDigest)"
            )
        }
    }

    /// The block that a group is in.
    private mutating func block(of number: Int) throws(FormatError) -> (block: Int, rows: RowBlock) {
        if let open, blocks[open.block].groups.contains(number) { return open }
        let next = open.map { $0.block + 1 } ?? 0
        var found = next
        if !blocks.indices.contains(next) || !blocks[next].groups.contains(number) {
            found = blocks.firstIndex { $0.groups.contains(number) } ?? 0
        }
        // The room of the one before is free for the next.
        open = nil
        let rows = try RowBlock(
            try file.content(of: blocks[found].section),
            rowCounts: groups.rowCounts[blocks[found].groups],
            topicCount: topics.count
        )
        metadataBytes += rows.metadataBytes
        guard metadataBytes <= FormatLimits.totalMetadata else {
            throw FormatError(
                .tooLarge,
                "\(metadataBytes) bytes of metadata and more, where \(FormatLimits.totalMetadata) are allowed"
            )
        }
        open = (found, rows)
        return (found, rows)
    }
}
