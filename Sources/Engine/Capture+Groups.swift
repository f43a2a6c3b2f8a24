import Kafka
import Offsets

extension Capture {
    /// Reads the offsets of the groups, many at a time; a group that cannot be read is a failure by name, one that holds
    /// nothing of the selection is left out.
    func read(_ chosen: [ChosenGroup], by rules: SelectionRules, before deadline: Deadline) async -> GroupReading {
        let total = chosen.count
        let cluster = cluster
        let results = await bounded(
            chosen,
            limit: KafkaClient.inFlightLimit,
            finished: { progress(Progress("reading groups", done: $0, of: total)) },
            { group -> Result<GroupOffsets?, GroupFailure> in
                do throws(KafkaError) {
                    let offsets = try await cluster.committedOffsets(
                        of: group.group,
                        before: min(deadline, .after(Self.patiencePerGroup))
                    )
                    guard group.isListed || !offsets.isEmpty else {
                        throw KafkaError(.groupIDNotFound, "no such group, or it has no offsets")
                    }
                    let whole = GroupOffsets(
                        group: group.group,
                        state: group.state,
                        type: group.type,
                        offsets: offsets
                    )
                    // One without any offset stays for now: it may turn out to have been deleted.
                    return .success(offsets.isEmpty ? whole : rules.selected(from: [whole]).first)
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
            case .success(let group?): reading.groups.append(group)
            case .success(nil): continue
            case .failure(let failure): reading.failures.append(failure)
            }
        }
        return reading
    }
}
