import Cluster
import Offsets

extension Capture {
    /// How long the names of all groups together may be looked at; one takes as long as a listing.
    static let patienceForNames: Duration = .seconds(10)
    /// How many are looked at at once: each asks every broker for all of its groups.
    private static let namesInFlight = 4
    /// The code of a group whose name is not known, because librdkafka cut it at a NUL.
    static let cutName = "NAME_CUT"

    /// Sorts out what was listed and then read as if it had nothing.
    ///
    /// librdkafka cuts names at a NUL and then asks for the offsets of a name that no group has. Such a group is a failure.
    /// Share groups have nothing that a snapshot could hold, and are named beside it.
    ///
    /// - Parameters:
    ///   - reading: What was read.
    ///   - listed: The groups as they were listed.
    ///   - repeated: Names that two listings had more than once.
    ///   - rules: Which groups are selected.
    ///   - deadline: When to give up.
    func sortOut(
        _ reading: inout CapturedGroups,
        listed: [GroupID: ListedGroup],
        repeated: Set<GroupID>,
        by rules: SelectionRules,
        before deadline: Deadline
    ) async {
        let holding = Set(reading.negative.lazy.map(\.group))
        let share = reading.groups.filter { $0.type == .share && $0.offsets.isEmpty && !holding.contains($0.group) }
        reading.unsupported += share.map { Self.holdingNothing($0.group) }
        reading.groups.removeAll { $0.type == .share && $0.offsets.isEmpty && !holding.contains($0.group) }
        let doubtful = reading.groups.filter {
            $0.offsets.isEmpty && !holding.contains($0.group) && listed[$0.group]?.isDescribed == false
        }
        let (cluster, limit) = (cluster, min(deadline, .after(Self.patienceForNames)))
        let results = await bounded(doubtful, limit: Self.namesInFlight) { group -> Result<Bool, KafkaError> in
            do throws(KafkaError) {
                if try await cluster.lists(group.group, before: limit) { return .success(true) }
                // A listing may lack what a broker did not tell; twice in a row is no accident.
                return .success(try await cluster.lists(group.group, before: limit))
            } catch {
                return .failure(error)
            }
        }
        var gone: Set<GroupID> = []
        for (group, result) in zip(doubtful, results) {
            switch result {
            case .success(true) where group.type == .streamsOrShare:
                reading.unsupported.append(Self.holdingNothing(group.group))
            case .success(true): continue
            case .success(false): reading.failures.append(Self.cut(group.group))
            case .failure(let error):
                let reason = "it reads as empty, and whether its name was cut is unknown: \(error.message)"
                reading.failures.append(GroupFailure(group: group.group, code: error.code.name, reason: reason))
            }
            gone.insert(group.group)
        }
        reading.groups.removeAll { gone.contains($0.group) }
        let others = repeated.filter { rules.selects(group: $0) && !gone.contains($0) }
        reading.failures += others.map(Self.cut)
    }

    private static func cut(_ group: GroupID) -> GroupFailure {
        GroupFailure(
            group: group,
            code: cutName,
            reason: "there is a group whose name goes on after this with a NUL character, where librdkafka cuts it; "
                + "its offsets cannot be read"
        )
    }

    private static func holdingNothing(_ group: GroupID) -> GroupFailure {
        GroupFailure(
            group: group,
            code: GroupType.streamsOrShare.rawValue,
            reason: "it is a share group, whose state no client can read or write, or a Kafka Streams group that has "
                + "committed nothing"
        )
    }
}
