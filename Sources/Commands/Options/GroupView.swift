import Offsets
import Syntax

/// Which of the groups that were found a command shows, and in which order.
struct GroupView: Hashable, Sendable {
    /// In which order.
    enum Order: String, Hashable, Sendable, CaseIterable {
        /// Those first that are behind most.
        case lag
        /// Those first that could be put back furthest.
        case rewind
        /// By name.
        case name
    }

    static let order = Option<Order>(
        "sort",
        .choice,
        default: .name,
        defaultText: "name",
        help: "lag: what is behind most first; rewind: what could be put back by most records first"
    )
    static let leastLag = Option<Int64?>(
        "min-lag",
        records,
        help: "only what is behind by at least this many records, or whose lag is unknown"
    )
    static let state = Option<[GroupState]>(
        repeated: "state",
        states,
        defaultText: "any",
        help: "only groups in this state, such as Empty or Stable"
    )

    /// The options under their heading.
    static func group(_ others: any OptionKey...) -> OptionGroup {
        OptionGroup("View", [order, leastLag, state] + others)
    }

    /// The states that groups are shown in, `nil` for any.
    let states: Set<GroupState>?
    /// The records behind which what is shown is at least, `nil` for any.
    let leastLag: Int64?
    /// The order.
    let order: Order

    /// What the options say.
    init(_ arguments: ParsedArguments) throws {
        let states = try arguments[Self.state]
        self.states = states.isEmpty ? nil : Set(states)
        leastLag = try arguments[Self.leastLag]
        order = try arguments[Self.order]
    }

    /// Whether a lag is enough to be shown; one that is not known may be.
    func shows(lag: Int64?) -> Bool {
        guard let leastLag, let lag else { return true }
        return lag >= leastLag
    }

    /// What is shown of something, in order; what has the same rank stays in its order.
    ///
    /// - Parameters:
    ///   - all: What there is, by name.
    ///   - lag: Its lag, `nil` where that is not known: then it comes last.
    ///   - rewindable: By how many records it could be put back, likewise.
    /// - Returns: All of it, in order.
    func sorted<Element>(
        _ all: [Element],
        lag: (Element) -> Int64?,
        rewindable: (Element) -> Int64?
    ) -> [Element] {
        guard order != .name else { return all }
        let ranks: [Int64] = all.map { (order == .lag ? lag($0) : rewindable($0)) ?? .min }
        let places: [Int] = all.indices.sorted { left, right in
            ranks[left] == ranks[right] ? left < right : ranks[left] > ranks[right]
        }
        return places.map { all[$0] }
    }

    /// What is said where nothing is left to show; `nil` where the view leaves nothing out.
    var emptiness: String? {
        var parts: [String] = []
        if let states { parts.append("is \(states.map(\.rawValue).sorted().joined(separator: " or "))") }
        if let leastLag { parts.append("is behind by \(leastLag) records") }
        return parts.isEmpty ? nil : "no group \(parts.joined(separator: " and "))"
    }

    private static let records = ValueParser<Int64>(placeholder: "RECORDS") { text throws(InvalidValue) in
        let isDigits = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDigits, let records = Int64(text) else {
            throw InvalidValue("'\(text)' is not a number of records; write a whole number from 0 to \(Int64.max)")
        }
        return records
    }

    private static let states = ValueParser<GroupState>(placeholder: "STATE") { text throws(InvalidValue) in
        let wanted = text.lowercased()
        guard let state = GroupState.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
            let names = GroupState.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw InvalidValue("'\(text)' is not a state of a group; use one of \(names)")
        }
        return state
    }
}
