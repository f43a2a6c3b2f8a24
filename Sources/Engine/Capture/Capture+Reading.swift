import Cluster
import Offsets

extension Capture {
    /// How often groups are read at most while restores are committed.
    private static let mostReadings = 3

    /// What a listing after the groups were read has brought.
    struct LateComers: Sendable {
        /// How many groups had appeared.
        var count = 0
        /// The listing, `nil` when it failed.
        var listing: GroupListing?
        /// Why groups may be missing from it.
        var errors: [KafkaError] = []
    }

    /// The chosen groups and those that appear meanwhile, read so that no restore's commit lies between two of them.
    ///
    /// Where a commit may, they are read again. Two readings in a row in which no group without members differs are one
    /// moment's state, whatever was committed for other groups.
    ///
    /// - Returns: What was read, the second listing, and the restores that may have come between.
    func readUndisturbed(
        _ chosen: [ChosenGroup],
        from listing: GroupListing,
        metadata: ClusterMetadata,
        by rules: SelectionRules,
        before deadline: Deadline
    ) async -> (reading: CapturedGroups, late: LateComers, openRuns: [String]) {
        let runs = RunsUnderWay(cluster: cluster, settling: settling, isOver: isOver)
        var sentinels = listing.sentinels
        var isSettling = false
        var earlier: CapturedGroups?
        var attempt = 1
        while true {
            let marks = await runs.marks(of: sentinels, before: deadline)
            if earlier == nil { isSettling = await runs.mayBeSettling(marks) }
            if isSettling {
                progress(Progress("waiting for a restore to settle"))
                try? await Task.sleep(for: settling)
            }
            var reading = await read(chosen, by: rules, before: deadline)
            let late = await lateComers(after: listing, by: rules, into: &reading, before: deadline)
            sentinels.formUnion(late.listing?.sentinels ?? [])
            if sentinels.isEmpty || earlier?.agrees(with: reading) == true { return (reading, late, []) }
            progress(Progress("looking for restores under way"))
            let verdict = await runs.verdict(
                since: marks,
                sentinels: sentinels,
                partitions: metadata.consumedPartitions,
                before: deadline
            )
            switch verdict {
            case .undisturbed: return (reading, late, [])
            case .undecided(let names), .disturbed(let names):
                guard attempt < Self.mostReadings, !deadline.hasPassed else { return (reading, late, names) }
                if case .disturbed = verdict { isSettling = true } else { isSettling = false }
            }
            earlier = reading
            attempt += 1
        }
    }

    /// Lists again and reads the groups that have appeared since the first listing: a group whose coordinator moved
    /// while the brokers were asked one by one is in neither answer (`docs/kafka.md` §3.5).
    ///
    /// Only when both listings had errors, or the second failed, or neither heard a partition of `__consumer_offsets`, can
    /// a group be missing.
    private func lateComers(
        after listing: GroupListing,
        by rules: SelectionRules,
        into reading: inout CapturedGroups,
        before deadline: Deadline
    ) async -> LateComers {
        let again: GroupListing
        do throws(KafkaError) {
            again = try await cluster.listGroups(before: deadline)
        } catch {
            // The groups are read and stay; whether the first listing missed one is not known, and is said.
            return LateComers(errors: [error])
        }
        let listedBefore = Set(listing.consumerGroups.map(\.group))
        let known = listedBefore.union(reading.groups.map(\.group))
        let late = again.consumerGroups.filter { !known.contains($0.group) && rules.selects(group: $0.group) }
        if !late.isEmpty {
            // One asked for by name was looked for in vain a moment ago.
            let names = Set(late.map(\.group))
            reading.failures.removeAll { names.contains($0.group) }
            reading.add(await read(late.map { ChosenGroup(listed: $0) }, by: rules, before: deadline))
        }
        if again.errors.isEmpty, again.otherProtocolsError == nil {
            let shown = listedBefore.filter { !again.offsets.hides($0) }
            reading.reportVanished(of: shown, stillListed: Set(again.groups.map(\.group)))
        }
        return LateComers(count: late.count, listing: again, errors: again.errors)
    }
}

extension GroupListing {
    /// The groups that are no sentinels of Tidemark's.
    var consumerGroups: [ListedGroup] { groups.filter { !SentinelGroup.isOne($0.group) } }

    /// The groups in which Tidemark leaves its marks.
    var sentinels: Set<GroupID> { Set(groups.lazy.map(\.group).filter(SentinelGroup.isOne)) }

    /// Why groups may be missing, in words, both listings taken together: what one of them has heard is known.
    static func unheard(_ first: GroupListing, _ second: GroupListing?, _ errors: [KafkaError]) -> [String] {
        var words: [String] = []
        if !first.errors.isEmpty || second == nil { words += errors.map { "\($0.code.name): \($0.message)" } }
        if let error = first.otherProtocolsError,
            let later = second?.otherProtocolsError ?? (second == nil ? error : nil)
        {
            words.append(
                "groups of other protocols than consumers' (Kafka Streams, Kafka Connect) could not be listed: "
                    + "\(later.code.name): \(later.message)"
            )
        }
        return words
    }
}

extension ClusterMetadata {
    /// Every partition of every topic but the brokers' own, sorted.
    fileprivate var consumedPartitions: [TopicPartition] {
        topics.values.sorted { $0.name < $1.name }.filter { !$0.name.utf8.starts(with: "__".utf8) }.flatMap { topic in
            (0..<max(topic.partitionCount, 0)).map { TopicPartition(topic: topic.name, partition: $0) }
        }
    }
}
