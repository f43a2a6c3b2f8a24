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

    /// Whether it is a share group, or looks like one: those hold no offsets, and what else they hold cannot be read.
    var mayBeShareGroup: Bool {
        let type = listed?.type.holding(held)
        return type == .share || type == .streamsOrShare
    }

    /// Whether offsets can be written to it: not to share groups, nor to those of Connect's workers, which hold none.
    var takesOffsets: Bool {
        guard held.isEmpty, case .classicOf = listed?.type else { return !mayBeShareGroup }
        return false
    }
}

extension TidemarkError {
    /// A group that was asked for by its name is not on the cluster.
    ///
    /// - Parameters:
    ///   - group: The group.
    ///   - more: What else there is to say of what to do.
    /// - Returns: The error, with exit 66.
    static func noSuchGroup(_ group: GroupID, _ more: String = "") -> TidemarkError {
        TidemarkError(
            .noSuchGroup,
            "there is no group \(group) on the cluster; nothing was written",
            hint: "`tidemark groups` lists its groups; names are compared byte by byte.\(more)"
        )
    }
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
        var listing = try await listing(of: named)
        let chosen = Set(listing.groups.lazy.map(\.group).filter(rules.selects(group:))).union(rules.literalGroups)
        let groups = chosen.sorted()
        let results = await held(by: groups, "reading groups")
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
        listing = try await self.listing(of: chosen, known: known)
        let states = Dictionary(listing.groups.map { ($0.group, $0) }) { first, _ in first }
        return groups.compactMap { group in
            held[group].map { LiveGroup(group: group, listed: states[group], held: $0) }
        }
    }
}
