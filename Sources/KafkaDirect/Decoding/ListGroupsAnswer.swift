internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// What ListGroups answers, in any version (0 to 5).
struct ListGroupsAnswer {
    private static let firstWithThrottle: Int16 = 1
    /// The first version that tells states (KIP-518).
    private static let firstWithStates: Int16 = 4
    /// The first version that tells types (KIP-848).
    private static let firstWithTypes: Int16 = 5
    /// The fewest bytes of a group: its name and its protocol type.
    private static let groupBytes = 2

    /// One group.
    struct Group: Hashable {
        let group: GroupID
        /// Its state, `nil` in the versions that do not tell it.
        let state: GroupState?
        let type: GroupType
    }

    let error: KafkaErrorCode
    /// The groups as they came.
    let groups: [Group]

    /// Reads an answer.
    ///
    /// - Throws: ``MalformedMessage`` when it is none.
    init(_ answered: Answered) throws(MalformedMessage) {
        let version = answered.request.version
        var reader = try WireReader(answered)
        if version >= Self.firstWithThrottle { _ = try reader.int32() }
        error = KafkaErrorCode(rawValue: Int32(try reader.int16()))
        var groups: [Group] = []
        // Thousands of groups are of a few kinds.
        var kind = Kind()
        for _ in 0..<(try reader.count(ofAtLeast: Self.groupBytes)) {
            let name = try reader.name("a group")
            let protocolType = try reader.name("a protocol type")
            let state = version >= Self.firstWithStates ? try reader.name("a state") : nil
            let type = version >= Self.firstWithTypes ? try reader.name("a type") : nil
            try reader.endStructure()
            kind.note(
                protocolType: reader[protocolType],
                state: state.map { reader[$0] },
                type: type.map { reader[$0] }
            )
            groups.append(
                Group(
                    group: GroupID(String(decoding: reader[name], as: UTF8.self)),
                    state: kind.groupState,
                    type: kind.groupType
                )
            )
        }
        try reader.endStructure()
        self.groups = groups
    }

    /// What a group is, by what came last: only what is another is made anew.
    private struct Kind {
        private var protocolType: ArraySlice<UInt8> = []
        private var state: ArraySlice<UInt8>?
        private var type: ArraySlice<UInt8>?
        private(set) var groupState: GroupState?
        private(set) var groupType = GroupType(named: nil, protocolType: "")

        mutating func note(protocolType: ArraySlice<UInt8>, state: ArraySlice<UInt8>?, type: ArraySlice<UInt8>?) {
            if state != self.state {
                groupState = state.map { GroupState(named: String(decoding: $0, as: UTF8.self)) }
                self.state = state
            }
            if type != self.type || protocolType != self.protocolType {
                groupType = GroupType(
                    named: type.map { String(decoding: $0, as: UTF8.self) },
                    protocolType: String(decoding: protocolType, as: UTF8.self)
                )
                self.type = type
                self.protocolType = protocolType
            }
        }
    }
}
