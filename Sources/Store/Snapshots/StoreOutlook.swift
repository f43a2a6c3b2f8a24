import Offsets

/// What a reader knows of a store before it has looked at each of its snapshots: the names in the directory, which are just
/// those that the catalog speaks of.
struct StoreOutlook: Hashable, Sendable {
    /// What the catalog says of all of them together.
    let overview: CatalogOverview
    /// The names in the directory.
    let names: [String]
    /// The snapshots in the order in which they were taken, oldest first; those of the same second are in no order.
    let ids: [SnapshotID]

    /// What is known by the names and an overview; `nil` where it is of other names.
    init?(_ overview: CatalogOverview, _ names: [String]) {
        let ids = names.compactMap(StoreLayout.id).sorted()
        guard CatalogOverview.digest(ofNames: ids) == overview.names else { return nil }
        self.overview = overview
        self.names = names
        self.ids = overview.ordered(ids)
    }

    /// The last of those that began at or before a moment, as far as the names tell: so many, and further ones that began
    /// in the same second as the first of them.
    func last(_ count: Int, startedBy moment: Timestamp?) -> [SnapshotID] {
        var candidates = ids[...]
        if let moment {
            let second = moment.compact
            candidates = ids.filter { CatalogOverview.second($0.text) <= second }[...]
        }
        guard count < candidates.count else { return Array(candidates) }
        var first = candidates.endIndex - max(0, count)
        while first > candidates.startIndex, first < candidates.endIndex,
            overview.second(of: candidates[first - 1]) == overview.second(of: candidates[first])
        {
            first -= 1
        }
        return Array(candidates[first...])
    }
}
