import Cluster
import Offsets

/// A group of the cluster as it is now: what a source that begins with live groups knows of each.
struct LiveGroup: Sendable {
    /// The group.
    let group: GroupID
    /// How it is listed, `nil` when it is not.
    let listed: ListedGroup?
    /// Everything that it has committed.
    let held: HeldOffsets

    /// Whether the cluster has it: it is listed, or holds offsets.
    var exists: Bool { listed != nil || !held.isEmpty }
}

extension PlannedCluster {
    /// The live groups that a selection means.
    ///
    /// - Parameter rules: Which groups; what it says of topics and partitions is not looked at.
    /// - Returns: The groups, sorted, with everything they hold: those of the listing that are selected, and each that is
    ///   asked for by its name, be there one or not. Tidemark's own sentinel groups are never among them.
    /// - Throws: ``TidemarkError``: 69 when the cluster cannot be read, or not every group of a pattern can be known; 77
    ///   when a right is missing.
    func liveGroups(_ rules: SelectionRules) async throws(TidemarkError) -> [LiveGroup] {
        _ = try await metadata()
        progress(Progress("listing groups"))
        let named = rules.namesEveryGroup ? Set(rules.literalGroups) : nil
        var listing = try await cluster.completeListing(of: named, before: deadline)
        let chosen = Set(listing.groups.lazy.map(\.group).filter(rules.selects(group:))).union(rules.literalGroups)
        let groups = chosen.sorted()
        let results = await cluster.held(
            by: groups,
            patience: Capture.patiencePerGroup,
            before: deadline,
            finished: { [progress] in progress(Progress("reading groups", done: $0, of: groups.count)) }
        )
        var held: [GroupID: HeldOffsets] = [:]
        for (group, result) in zip(groups, results) {
            do throws(KafkaError) {
                held[group] = try result.get()
            } catch {
                throw .group(error, group, while: "reading what it holds", needing: .describe)
            }
        }
        // One that holds offsets and is not listed: its coordinator moved during the listing.
        let known = Set(held.lazy.filter { !$0.value.isEmpty }.map(\.key))
        if !known.isSubset(of: listing.groups.lazy.map(\.group)) {
            listing = try await cluster.completeListing(of: chosen, known: known, before: deadline)
        }
        let states = Dictionary(listing.groups.map { ($0.group, $0) }) { first, _ in first }
        return groups.compactMap { group in
            held[group].map { LiveGroup(group: group, listed: states[group], held: $0) }
        }
    }
}
