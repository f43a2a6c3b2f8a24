import Offsets

/// Section 5: the ids, states and types of the groups (docs/format.md, 3.5).
enum GroupsSection {
    /// A group without its offsets.
    struct Entry {
        /// The group.
        let group: GroupID
        /// Its state when it was listed.
        let state: GroupState
        /// Its kind.
        let type: GroupType
    }

    /// The states by their code.
    private static let states: [GroupState] = [
        .unknown, .preparingRebalance, .completingRebalance, .stable, .dead, .empty,
    ]

    /// The types by their code; the last one has a name, too.
    private static let types: [GroupType] = [
        .unknown, .classic, .consumer, .simple, .streams, .streamsOrShare, .classicOf(""),
    ]

    /// The content for groups.
    static func content(of groups: [GroupOffsets]) throws(FormatError) -> [UInt8] {
        var writer = ByteWriter()
        try writer.append(count: groups.count, of: "groups", limit: FormatLimits.groups)
        for (index, group) in groups.enumerated() {
            guard index == 0 || groups[index - 1].group < group.group else {
                throw FormatError(.invalidValue, "group \(group.group.name) is out of order or twice there")
            }
            writer.append(group.group.name)
        }
        for group in groups { writer.append(byte: code(of: group.state)) }
        for group in groups { writer.append(byte: code(of: group.type)) }
        for group in groups { if case .classicOf(let name) = group.type { writer.append(name) } }
        return try writer.checkedBytes()
    }

    /// The groups in a content.
    static func groups(from reader: consuming ByteReader) throws(FormatError) -> [Entry] {
        var ids: [GroupID] = []
        for _ in 0..<(try reader.count("groups", limit: FormatLimits.groups)) {
            let id = GroupID(try reader.string())
            guard ids.last.map({ $0 < id }) ?? true else { throw reader.damaged("groups are out of order") }
            ids.append(id)
        }
        let stateCodes = try reader.take(ids.count)
        let typeCodes = try reader.take(ids.count)
        var groups: [Entry] = []
        groups.reserveCapacity(ids.count)
        for (id, codes) in zip(ids, zip(stateCodes, typeCodes)) {
            guard states.indices.contains(Int(codes.0)), types.indices.contains(Int(codes.1)) else {
                throw reader.damaged("a group has state \(codes.0) and type \(codes.1)")
            }
            var type = types[Int(codes.1)]
            if case .classicOf = type { type = .classicOf(try reader.string()) }
            groups.append(Entry(group: id, state: states[Int(codes.0)], type: type))
        }
        try reader.finish()
        return groups
    }

    private static func code(of state: GroupState) -> UInt8 {
        switch state {
        case .unknown: 0
        case .preparingRebalance: 1
        case .completingRebalance: 2
        case .stable: 3
        case .dead: 4
        case .empty: 5
        }
    }

    private static func code(of type: GroupType) -> UInt8 {
        switch type {
        case .unknown: 0
        case .classic: 1
        case .consumer: 2
        case .simple: 3
        case .streams: 4
        case .streamsOrShare: 5
        case .classicOf: 6
        }
    }
}
