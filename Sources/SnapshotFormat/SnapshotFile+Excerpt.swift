public import Offsets

extension SnapshotFile {
    /// Returns some groups of the snapshot in a file, without looking at the rows of the others.
    ///
    /// Whatever is returned was written so in the file of this digest: the digest covers the header and the digest of every
    /// section, and each section that is read, those of origin, coverage, topics, log bounds and groups and the blocks of
    /// rows in which a wanted group is, is compared with its own and with its checksum. Not looked at are the other blocks of
    /// rows, sections that this version does not know, and the offsets digest: ``verify(_:)`` tells whether they are intact.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - wanted: The groups that are asked for.
    /// - Returns: The groups that are there, the names of all, and what is known of the whole.
    /// - Throws: ``FormatError``, saying which part of the file is wrong.
    public static func excerpt(
        _ bytes: [UInt8],
        of wanted: WantedGroups
    ) throws(FormatError) -> SnapshotExcerpt {
        var reader = try SnapshotReader(bytes)
        var groups: [GroupOffsets] = []
        var topics: Set<String> = []
        for number in wanted.places(in: reader.groups.names) {
            let group = try reader.group(number)
            groups.append(group)
            var topic: String?
            for offset in group.offsets where offset.topic != topic {
                topic = offset.topic
                topics.insert(offset.topic)
            }
        }
        return SnapshotExcerpt(
            origin: reader.origin,
            coverage: reader.coverage,
            names: reader.groups.names,
            topicNames: reader.topics.map(\.entry.name),
            groups: groups,
            topics: reader.topics.filter { topics.contains($0.entry.name) }.map(\.logs),
            digest: reader.file.tail.digest
        )
    }
}
