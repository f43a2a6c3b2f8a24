import Cluster
import Offsets

extension Capture {
    /// Reads the offsets of the groups, many at a time; a group that cannot be read is a failure by name, one that holds
    /// nothing of the selection is left out.
    func read(_ chosen: [ChosenGroup], by rules: SelectionRules, before deadline: Deadline) async -> CapturedGroups {
        let total = chosen.count
        let results = await cluster.held(
            by: chosen.map(\.group),
            patience: Self.patiencePerGroup,
            before: deadline,
            finished: { progress(Progress("reading groups", done: $0, of: total)) }
        )
        var reading = CapturedGroups()
        reading.groups.reserveCapacity(results.count)
        for (group, result) in zip(chosen, results) {
            do throws(KafkaError) {
                let held = try result.get()
                guard group.isListed || !held.isEmpty else {
                    throw KafkaError(.groupIDNotFound, "no such group, or it has no offsets")
                }
                let whole = GroupOffsets(
                    group: group.group,
                    state: group.state,
                    type: group.type.holding(held),
                    offsets: held.offsets
                )
                // One without any offset stays for now: it may turn out to have been deleted.
                let selected = held.offsets.isEmpty ? whole : rules.selected(from: [whole]).first
                if let selected { reading.groups.append(selected) }
                reading.negative += held.negative.filter {
                    rules.selects($0.key)
                }.map { NegativeOffset(group: group.group, topicPartition: $0.key, offset: $0.value) }
            } catch {
                let right = MissingRight(error.code, .describe, to: group.group, [])
                let reason = right.map { "no \($0)" } ?? error.message
                reading.failures.append(GroupFailure(group: group.group, code: error.code.name, reason: reason))
            }
        }
        return reading
    }
}
