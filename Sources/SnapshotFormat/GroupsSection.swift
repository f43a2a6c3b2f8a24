import Offsets

/// Section 5: the ids, states and types of the groups, and how many rows each has (docs/format.md, 3.5).
enum GroupsSection {
    /// The groups without their offsets, column by column, each with a value for every group.
    struct Columns {
        /// The groups.
        let names: GroupNames
        /// Their states when they were listed.
        let states: CodedColumn<GroupState>
        /// What their members call their protocol, if known.
        let protocolTypes: RepeatedStrings
        /// How many committed offsets each has.
        let rowCounts: [Int]

        fileprivate let storedTypes: CodedColumn<GroupType>

        /// The kind of a group.
        func type(_ number: Int) -> GroupType {
            let type = storedTypes[number]
            guard case .classic = type, let name = protocolTypes[number], !name.isEmpty, !areEqual(name, consumer)
            else {
                return type
            }
            return .classicOf(name)
        }
    }

    /// The states by their code.
    private static let states: [GroupState] = [
        .unknown, .preparingRebalance, .completingRebalance, .stable, .dead, .empty, .assigning, .reconciling,
        .notReady,
    ]
    /// The types by their code; what the protocol is called is another column.
    private static let types: [GroupType] = [
        .unknown, .classic, .consumer, .share, .streams, .simple, .streamsOrShare,
    ]
    /// The code of a state or type that has its name in another column.
    static let named: UInt8 = 255
    /// What consumers call their protocol.
    private static let consumer = "consumer"

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
        var names = (states: ByteWriter(), types: ByteWriter())
        for group in groups {
            if case .other(let name) = group.state {
                guard isName(name, ofState: group.state) else { throw invalid(group, "state") }
                names.states.append(name)
            }
            writer.append(byte: states.firstIndex(of: group.state).map { UInt8($0) } ?? named)
        }
        for group in groups {
            guard let type = storedType(of: group) else { throw invalid(group, "type") }
            if case .other(let name) = type { names.types.append(name) }
            writer.append(byte: types.firstIndex(of: type).map { UInt8($0) } ?? named)
        }
        writer.append(try names.states.checkedBytes())
        writer.append(try names.types.checkedBytes())
        for group in groups { writer.append(optional: group.protocolType) }
        for group in groups {
            guard group.offsets.count <= FormatLimits.rowsOfGroup else {
                throw FormatError(
                    .tooLarge,
                    "group \(group.group.name) has \(group.offsets.count) offsets, more than the "
                        + "\(FormatLimits.rowsOfGroup) that a snapshot can hold of one"
                )
            }
            writer.append(count: group.offsets.count)
        }
        return try writer.checkedBytes()
    }

    /// The groups in a content.
    static func groups(from reader: consuming ByteReader) throws(FormatError) -> Columns {
        let count = try reader.count("groups", limit: FormatLimits.groups)
        let places = try reader.texts(count)
        guard let names = GroupNames(reader.bytes, at: places) else { throw reader.damaged("groups are out of order") }
        let (stateCodes, typeCodes) = (try reader.take(count), try reader.take(count))
        let states = try CodedColumn(stateCodes, of: Self.states, "state", from: &reader) { name in
            isName(name, ofState: .other(name)) ? .other(name) : nil
        }
        let types = try CodedColumn(typeCodes, of: Self.types, "type", from: &reader) { name in
            isName(name, ofType: .other(name)) ? .other(name) : nil
        }
        let protocolTypes = try reader.optionalStrings(count)
        var rowCounts: [Int] = []
        rowCounts.reserveCapacity(count)
        for _ in 0..<count {
            rowCounts.append(try reader.number("the offsets of a group", atMost: FormatLimits.rowsOfGroup))
        }
        try reader.finish()
        return Columns(
            names: names,
            states: states,
            protocolTypes: protocolTypes,
            rowCounts: rowCounts,
            storedTypes: types
        )
    }

    /// Which of the groups are in each block of rows (docs/format.md, 3.6).
    static func blocks(of rowCounts: some Collection<Int>) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var (start, rows) = (0, 0)
        for (index, count) in rowCounts.enumerated() {
            rows += count
            guard rows >= FormatLimits.rowsOfBlock else { continue }
            blocks.append(start..<index + 1)
            (start, rows) = (index + 1, 0)
        }
        if start < rowCounts.count { blocks.append(start..<rowCounts.count) }
        return blocks
    }

    /// The type as its column has it, which leaves what a protocol is called to another; `nil` where the two do not agree.
    private static func storedType(of group: GroupOffsets) -> GroupType? {
        switch group.type {
        case .classicOf(let name):
            guard let own = group.protocolType, areEqual(own, name), !name.isEmpty, !areEqual(name, consumer) else {
                return nil
            }
            return .classic
        case .classic:
            guard let name = group.protocolType, !name.isEmpty else { return .classic }
            return areEqual(name, consumer) ? .classic : nil
        case .other(let name): return isName(name, ofType: group.type) ? group.type : nil
        default: return group.type
        }
    }

    /// Whether a name is that of this state and of none that has a code.
    private static func isName(_ name: String, ofState state: GroupState) -> Bool {
        GroupState(rawValue: name) == state
    }

    /// Whether a name is that of this type and of none that has a code.
    private static func isName(_ name: String, ofType type: GroupType) -> Bool {
        GroupType(rawValue: name) == type
    }

    private static func areEqual(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    private static func invalid(_ group: GroupOffsets, _ what: String) -> FormatError {
        FormatError(
            .invalidValue,
            "group \(group.group.name) has a \(what) that goes by another name: \(group.state.rawValue), "
                + "\(group.type.rawValue), protocol \(group.protocolType ?? "unknown")"
        )
    }
}
