import Offsets

/// Section 5: the ids, states and types of the groups, and how many rows each has (docs/format.md, 3.5).
enum GroupsSection {
    /// A group without its offsets.
    struct Entry {
        /// The group.
        let group: GroupID
        /// Its state when it was listed.
        let state: GroupState
        /// Its kind.
        let type: GroupType
        /// What its members call their protocol, if known.
        let protocolType: String?
        /// How many committed offsets it has.
        let rowCount: Int
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
    private static let named: UInt8 = 255
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
    static func groups(from reader: consuming ByteReader) throws(FormatError) -> [Entry] {
        var ids: [GroupID] = []
        let count = try reader.count("groups", limit: FormatLimits.groups)
        for index in 0..<count {
            let id = GroupID(try reader.string())
            guard index == 0 || ids[index - 1] < id else { throw reader.damaged("groups are out of order") }
            ids.append(id)
        }
        let (stateCodes, typeCodes) = (try reader.take(count), try reader.take(count))
        var groupStates: [GroupState] = []
        for code in stateCodes { groupStates.append(try state(code, &reader)) }
        var groupTypes: [GroupType] = []
        for code in typeCodes { groupTypes.append(try type(code, &reader)) }
        var protocolTypes: [String?] = []
        for index in 0..<count {
            let name = try reader.optionalString()
            if case .classic = groupTypes[index], let name, !name.isEmpty, !areEqual(name, consumer) {
                groupTypes[index] = .classicOf(name)
            }
            protocolTypes.append(name)
        }
        var groups: [Entry] = []
        groups.reserveCapacity(count)
        for index in 0..<count {
            let rowCount = try reader.number("the offsets of a group", atMost: FormatLimits.rowsOfGroup)
            groups.append(
                Entry(
                    group: ids[index],
                    state: groupStates[index],
                    type: groupTypes[index],
                    protocolType: protocolTypes[index],
                    rowCount: rowCount
                )
            )
        }
        try reader.finish()
        return groups
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

    private static func state(_ code: UInt8, _ reader: inout ByteReader) throws(FormatError) -> GroupState {
        if states.indices.contains(Int(code)) { return states[Int(code)] }
        guard code == named else { throw reader.damaged("a group has state \(code)") }
        let name = try reader.string()
        guard isName(name, ofState: .other(name)) else { throw reader.damaged("a state is no other than a known one") }
        return .other(name)
    }

    private static func type(_ code: UInt8, _ reader: inout ByteReader) throws(FormatError) -> GroupType {
        if types.indices.contains(Int(code)) { return types[Int(code)] }
        guard code == named else { throw reader.damaged("a group has type \(code)") }
        let name = try reader.string()
        guard isName(name, ofType: .other(name)) else { throw reader.damaged("a type is no other than a known one") }
        return .other(name)
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
