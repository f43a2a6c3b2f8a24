import Kafka
import Offsets

extension Capture {
    /// Reads the offsets of the groups, many at a time; a group that cannot be read is a failure by name.
    func read(_ chosen: [ChosenGroup], by rules: SelectionRules, before deadline: Deadline) async -> GroupReading {
        let total = chosen.count
        let cluster = cluster
        let results = await bounded(
            chosen, limit: KafkaClient.inFlightLimit,
            finished: { progress(Progress("reading groups", done: $0, of: total)) },
            { group -> Result<GroupOffsets, GroupFailure> in
                do throws(KafkaError) {
                    let offsets = try await cluster.committedOffsets(
                        of: group.group, before: min(deadline, .after(Self.patiencePerGroup)))
                    guard group.isListed || !offsets.isEmpty else {
                        throw KafkaError(.groupIDNotFound, "no such group, or it has no offsets")
                    }
                    return .success(
                        GroupOffsets(
                            group: group.group, state: group.state, type: group.type,
                            offsets: rules.selectsEveryPartition ? offsets : offsets.filter { rules.selects($0) }))
                } catch {
                    return .failure(GroupFailure(group: group.group, code: error.code.name, reason: error.message))
                }
            })
        var reading = GroupReading()
        reading.groups.reserveCapacity(results.count)
        for result in results {
            switch result {
            case .success(let group): reading.groups.append(group)
            case .failure(let failure): reading.failures.append(failure)
            }
        }
        return reading
    }
}

extension SelectionRules {
    /// Whether the topic and the partition of a committed offset are selected.
    fileprivate func selects(_ offset: CommittedOffset) -> Bool {
        selects(topic: offset.topic) && selects(partition: offset.partition)
    }
}

