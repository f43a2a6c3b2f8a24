/// The state of a consumer group as ListGroups names it (KIP-518).
public enum GroupState: Hashable, Sendable {
    /// A state that the client library did not tell; KIP-848's Assigning and Reconciling appear so
    /// (`docs/kafka.md` §3.8).
    case unknown
    /// Members are joining.
    case preparingRebalance
    /// Members wait for their assignment.
    case completingRebalance
    /// Members are consuming.
    case stable
    /// The group is being removed.
    case dead
    /// No members.
    case empty
    /// The coordinator works out who gets which partitions (KIP-848).
    case assigning
    /// Members give partitions up and take others (KIP-848).
    case reconciling
    /// A Kafka Streams group whose topics are not there yet (KIP-1071).
    case notReady
    /// A state that this version does not know, by its name.
    case other(String)

    /// Whether offsets must not be written to a group of a kind.
    ///
    /// Only one without members is free, and anything not known to be so is active. Where the kind hides the state, the
    /// coordinator is asked by writing.
    public func isActive(in type: GroupType) -> Bool {
        self != .empty && !(self == .unknown && type.hidesState)
    }

    /// The state with this name, ``other(_:)`` for one without a case, ``unknown`` for none.
    public init(named name: String) {
        let known = Self.allCases.first { ExactText.equal($0.rawValue, name) }
        self = known ?? (name.isEmpty ? .unknown : .other(name))
    }
}

extension GroupState: RawRepresentable, CaseIterable {
    /// Every state that this version knows.
    public static let allCases: [GroupState] = [
        .unknown, .preparingRebalance, .completingRebalance, .stable, .dead, .empty, .assigning, .reconciling,
        .notReady,
    ]

    /// The state with this name; `nil` for the empty one.
    public init?(rawValue: String) {
        guard !rawValue.isEmpty else { return nil }
        self.init(named: rawValue)
    }

    /// Kafka's name of the state.
    public var rawValue: String {
        switch self {
        case .unknown: "Unknown"
        case .preparingRebalance: "PreparingRebalance"
        case .completingRebalance: "CompletingRebalance"
        case .stable: "Stable"
        case .dead: "Dead"
        case .empty: "Empty"
        case .assigning: "Assigning"
        case .reconciling: "Reconciling"
        case .notReady: "NotReady"
        case .other(let name): name
        }
    }

    /// Whether both are the same state; one that is known is none that only has its name.
    public static func == (left: GroupState, right: GroupState) -> Bool {
        switch (left, right) {
        case (.other(let left), .other(let right)): ExactText.equal(left, right)
        case (.other, _), (_, .other): false
        case _: left.number == right.number
        }
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }

    /// The place among those that are known.
    private var number: Int {
        switch self {
        case .unknown: 0
        case .preparingRebalance: 1
        case .completingRebalance: 2
        case .stable: 3
        case .dead: 4
        case .empty: 5
        case .assigning: 6
        case .reconciling: 7
        case .notReady: 8
        case .other: -1
        }
    }
}
