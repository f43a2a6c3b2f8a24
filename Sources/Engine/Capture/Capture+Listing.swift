import Cluster
import Offsets

extension Capture {
    /// What it means that nothing of a selection was found.
    ///
    /// - Parameters:
    ///   - selection: What was looked for.
    ///   - count: How many groups the cluster lists.
    ///   - unheard: Why some brokers did not list theirs.
    ///   - offsets: Which partitions of `__consumer_offsets` were not heard.
    ///   - visibility: Whether the principal may see everything.
    /// - Returns: 66 where everything was heard and may be seen, 69 or 77 where a group may be hidden.
    static func nothingFits(
        _ selection: Selection,
        among count: Int,
        unheard: [KafkaError],
        _ offsets: OffsetsPartitions,
        _ visibility: Visibility
    ) -> TidemarkError {
        let names = selection.groups.isEmpty ? "the selection" : selection.groups.joined(separator: ", ")
        let isNarrowed = !selection.topics.isEmpty || !selection.partitions.isEmpty
        let wanted = names + (isNarrowed ? " and holds offsets of the selected topics and partitions" : "")
        if let error = unheard.first {
            return TidemarkError(
                .unreachable,
                "no group matches \(wanted), but not every broker lists its groups: \(error.message) (\(error.code.name))",
                hint: "Try again when all brokers are up.",
                cause: error
            )
        }
        if !offsets.unheard.isEmpty {
            return TidemarkError(
                .unreachable,
                "no group matches \(wanted), but groups may be hidden: \(offsets.words)",
                hint: "Try again when the brokers that hold these partitions are up."
            )
        }
        if visibility.state != .all, !visibility.isAccepted {
            let reasons = visibility.limits.map(\.reason).joined(separator: "; ")
            return TidemarkError(
                visibility.state == .limited ? .denied : .unreachable,
                "no group matches \(wanted), but perhaps not everything can be seen: \(reasons)",
                hint: "See the table of rights in the README, or name the groups in full."
            )
        }
        return TidemarkError(
            .noSuchGroup,
            "no group matches \(wanted)",
            hint: "The cluster lists \(count) groups; `tidemark groups` shows them."
        )
    }

    /// Reads groups that no listing shows: by name, unless that cannot be answered either.
    ///
    /// - Parameters:
    ///   - named: Groups that the operator asked for: each is captured or a failure.
    ///   - remembered: Groups known from an earlier snapshot: one that has nothing any more is taken for deleted.
    ///   - listed: The groups that were listed.
    ///   - offsets: The partitions of `__consumer_offsets` that no listing heard: their groups cannot be read.
    ///   - rules: What is selected of them.
    ///   - reading: Where they are added.
    ///   - deadline: When to give up.
    func readUnlisted(
        named: [GroupID],
        remembered: Set<GroupID>,
        listed: Set<GroupID>,
        hiddenBy offsets: OffsetsPartitions,
        by rules: SelectionRules,
        into reading: inout CapturedGroups,
        before deadline: Deadline
    ) async {
        let done = listed.union(reading.groups.map(\.group)).union(reading.failures.map(\.group))
        let wanted = remembered.union(named).subtracting(done).sorted()
        let hidden = wanted.filter(offsets.hides)
        reading.failures += hidden.map { group in
            let partition =
                offsets.count.flatMap { group.offsetsPartition(among: $0) }.map { "partition \($0)" } ?? "its partition"
            return GroupFailure(
                group: group,
                code: KafkaErrorCode.coordinatorNotAvailable.name,
                reason: "\(partition) of \(OffsetsPartitions.topic) has no leader"
            )
        }
        var found = await read(
            wanted.filter { !offsets.hides($0) }.map { ChosenGroup(unlisted: $0) },
            by: rules,
            // The logs of the groups that are read are to be read as well.
            before: min(deadline, .after(deadline.remaining / 2))
        )
        let asked = Set(named)
        // One that the principal may not see any more is a limit of the view, which is looked at for itself.
        let explained = [KafkaErrorCode.groupIDNotFound.name, KafkaErrorCode.groupAuthorizationFailed.name]
        found.failures.removeAll { explained.contains($0.code) && !asked.contains($0.group) }
        reading.add(found)
    }
}

extension SelectionRules {
    /// The partitions of `__consumer_offsets` whose silence may hide a selected group, ascending: where every group is
    /// asked for by its full name, only those that the groups belong to.
    func concerned(by offsets: OffsetsPartitions) -> [Int32] {
        guard namesEveryGroup, let count = offsets.count else { return offsets.unheard }
        let own = Set(literalGroups.compactMap { $0.offsetsPartition(among: count) })
        return offsets.unheard.filter(own.contains)
    }
}
