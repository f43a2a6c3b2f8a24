import Offsets

/// A group that a best-effort run has written to, or was about to write to when it ended.
struct TouchedGroup: Sendable {
    let group: GroupID
    /// Whether the cluster had it before the run.
    let existed: Bool
    /// Whether every request that writes to it was acknowledged; else nobody knows what of it was written.
    let isAcknowledged: Bool
    /// Its items with their pre-images.
    let items: [RunItem]

    /// The items that the run writes; what it removes is removed last, when nothing is put back any more.
    var written: [RunItem] { items.filter { $0.action == .set } }

    /// The items of the opposite run: from what this one writes to what was there before.
    var inverse: [RunItem] {
        items.map { item in
            var inverse = item
            inverse.action = .keep
            guard item.action == .set, let planned = item.planned else { return inverse }
            inverse.preImage = .committed(planned)
            inverse.planned = item.preImage.offset
            inverse.action = inverse.planned == nil ? .delete : .set
            return inverse
        }
    }

    /// The groups by what the journal says of a run, in the order in which they were begun.
    static func all(of run: RunDetail) -> [TouchedGroup] {
        let items = Dictionary(grouping: run.items, by: \.group)
        let created = Set(run.groups.lazy.filter { !$0.existed }.map(\.group))
        let acknowledged = Set(run.events.lazy.filter { $0.step == .acknowledged }.compactMap(\.group))
        return run.events.filter { $0.step == .intent }.compactMap(\.group).map { group in
            TouchedGroup(
                group: group,
                existed: !created.contains(group),
                isAcknowledged: acknowledged.contains(group),
                items: items[group] ?? []
            )
        }
    }
}
