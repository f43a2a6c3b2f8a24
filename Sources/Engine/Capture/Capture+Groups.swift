import Cluster
import Offsets

extension Capture {
    /// Reads the offsets of the groups, many at a time; a group that cannot be read is a failure by name, one that holds
    /// nothing of the selection is left out.
    func read(_ chosen: [ChosenGroup], by rules: SelectionRules, before deadline: Deadline) async -> GroupReading {
        let total = chosen.count
        let cluster = cluster
        let results = await bounded(
            chosen,
            limit: RunLimits.requestsInFlight,
            finished: { progress(Progress("reading groups", done: $0, of: total)) },
            { group -> Result<(GroupOffsets?, [NegativeOffset]), GroupFailure> in
                do throws(KafkaError) {
                    let held = try await cluster.held(
                        by: group.group,
                        before: min(deadline, .after(Self.patiencePerGroup))
                    )
                    let offsets = held.offsets
                    guard group.isListed || !held.isEmpty else {
                        throw KafkaError(.groupIDNotFound, "no such group, or it has no offsets")
                    }
                    let whole = GroupOffsets(
                        group: group.group,
                        state: group.state,
                        type: group.type.holding(held),
                        offsets: offsets
                    )
                    let negative = held.negative.filter {
                        rules.selects(topic: $0.key.topic) && rules.selects(partition: $0.key.partition)
                    }.map { NegativeOffset(group: group.group, topicPartition: $0.key, offset: $0.value) }
                    // One without any offset stays for now: it may turn out to have been deleted.
                    return .success((offsets.isEmpty ? whole : rules.selected(from: [whole]).first, negative))
                } catch {
                    let right = MissingRight(error.code, .describe, to: group.group, [])
                    let reason = right.map { "no \($0)" } ?? error.message
                    return .failure(GroupFailure(group: group.group, code: error.code.name, reason: reason))
                }
            }
        )
        var reading = GroupReading()
        reading.groups.reserveCapacity(results.count)
        for result in results {
            switch result {
            case .success((let group, let negative)):
                if let group { reading.groups.append(group) }
                reading.negative += negative
            case .failure(let failure): reading.failures.append(failure)
            }
        }
        return reading
    }
}
