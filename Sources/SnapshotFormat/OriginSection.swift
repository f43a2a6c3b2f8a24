import Offsets

/// Section 1: where, when, by what and on whose order (docs/format.md, 3.1).
enum OriginSection {
    /// The content for an origin.
    static func content(of origin: SnapshotOrigin) throws(FormatError) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(origin.cluster.id)
        writer.append(optional: origin.cluster.name)
        writer.append(origin.bootstrapServers)
        writer.append(zigzag: origin.startedAt.nanoseconds)
        writer.append(zigzag: origin.finishedAt.nanoseconds)
        writer.append(origin.tidemarkVersion)
        writer.append(origin.client)
        writer.append(optional: origin.principal)
        writer.append(optional: origin.job)
        writer.append(optional: origin.note)
        writer.append(optional: origin.suspicion)
        writer.append(optional: origin.importedFrom)
        writer.append(byte: origin.previousDigest == nil ? 0 : 1)
        writer.append(origin.previousDigest?.bytes ?? [])
        try writer.append(origin.tags, of: "tags")
        try writer.append(origin.selection.groups, of: "selected groups")
        try writer.append(origin.selection.excludedGroups, of: "excluded groups")
        try writer.append(origin.selection.topics, of: "selected topics")
        try writer.append(origin.selection.excludedTopics, of: "excluded topics")
        let partitions = origin.selection.partitions
        try writer.append(count: partitions.count, of: "selected partitions", limit: FormatLimits.listItems)
        for partition in partitions { writer.append(zigzag: Int64(partition)) }
        return try writer.checkedBytes()
    }

    /// The origin in a content.
    static func origin(from reader: consuming ByteReader) throws(FormatError) -> SnapshotOrigin {
        let cluster = ClusterName(id: try reader.string(), name: try reader.optionalString())
        var origin = SnapshotOrigin(
            cluster: cluster,
            bootstrapServers: try reader.string(),
            startedAt: Timestamp(nanoseconds: try reader.zigzag()),
            finishedAt: Timestamp(nanoseconds: try reader.zigzag()),
            tidemarkVersion: try reader.string(),
            client: try reader.string()
        )
        origin.principal = try reader.optionalString()
        origin.job = try reader.optionalString()
        origin.note = try reader.optionalString()
        origin.suspicion = try reader.optionalString()
        origin.importedFrom = try reader.optionalString()
        switch try reader.byte() {
        case 0: origin.previousDigest = nil
        case 1: origin.previousDigest = try reader.digest()
        case let other: throw reader.damaged("a previous digest is neither absent nor present but \(other)")
        }
        origin.tags = try reader.strings("tags")
        origin.selection.groups = try reader.strings("selected groups")
        origin.selection.excludedGroups = try reader.strings("excluded groups")
        origin.selection.topics = try reader.strings("selected topics")
        origin.selection.excludedTopics = try reader.strings("excluded topics")
        for _ in 0..<(try reader.count("selected partitions", limit: FormatLimits.listItems)) {
            guard let partition = Int32(exactly: try reader.zigzag()) else {
                throw reader.damaged("a selected partition does not fit into 32 bits")
            }
            origin.selection.partitions.append(partition)
        }
        try reader.finish()
        return origin
    }
}
