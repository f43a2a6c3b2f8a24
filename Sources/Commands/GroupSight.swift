import Engine
import Offsets

/// A listed group, and how far it is behind where that was asked for.
struct GroupSight: Sendable {
    let group: InspectedGroup
    /// Over all that it holds; `nil` where nobody asked, and where it could not be read.
    let lag: GroupLag?
    /// What was consumed since the look before.
    let consumption: Consumption?
}

/// The groups of a cluster as they are listed, in the order of a view.
struct GroupSights: Sendable {
    /// What was listed.
    let listed: InspectedGroups
    /// What the groups hold, `nil` where nobody asked.
    let offsets: InspectedOffsets?
    /// Those that the view shows.
    let groups: [GroupSight]
    /// Where all of them stood, for the next look.
    let positions: GroupPositions?

    /// Groups with what is known of them.
    ///
    /// - Parameters:
    ///   - listed: The groups.
    ///   - offsets: What they hold, `nil` where nobody asked.
    ///   - before: Where they stood when they were looked at before.
    ///   - view: What of them is shown.
    init(_ listed: InspectedGroups, _ offsets: InspectedOffsets?, since before: GroupPositions?, in view: GroupView) {
        let bounds = offsets.map { LogBoundsIndex($0.topics) }
        let positions = offsets.flatMap { offsets in bounds.map { GroupPositions(offsets.groups, in: $0) } }
        let held = Dictionary((offsets?.groups ?? []).map { ($0.group, $0) }) { first, _ in first }
        let sights = listed.groups.map { group in
            GroupSight(
                group: group,
                lag: held[group.group].flatMap { held in bounds.map { GroupLag(of: held, in: $0) } },
                consumption: before.flatMap { positions?.consumption(of: group.group, since: $0) }
            )
        }
        self.listed = listed
        self.offsets = offsets
        self.positions = positions
        groups = view.sorted(
            sights.filter { sight in
                // What holds nothing is behind by nothing.
                view.shows(lag: sight.lag.map { $0.offsets == 0 ? 0 : $0.records } ?? nil)
            },
            lag: { $0.lag?.records },
            rewindable: { $0.lag?.rewindable }
        )
    }
}
