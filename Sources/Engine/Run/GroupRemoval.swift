import Cluster
import Offsets

/// Removing whole groups, many at a time, each of which is read at the last moment: who commits without being a member is
/// seen by nobody else.
struct GroupRemoval: Sendable {
    /// How many groups are read and then removed at once: little time is to pass between the two.
    private static let groupsAtOnce = 100

    let cluster: any Cluster
    /// How long removing as many may take.
    let callPatience: Duration

    /// Removes groups.
    ///
    /// - Parameters:
    ///   - all: What is to be removed.
    ///   - deadline: When to give up.
    ///   - endings: How it ended is added for each.
    func carryOut(_ all: [DeletionWork], before deadline: Deadline, _ endings: inout [GroupID: DeletionEnding]) async {
        for start in stride(from: 0, to: all.count, by: Self.groupsAtOnce) {
            let part = Array(all[start..<min(start + Self.groupsAtOnce, all.count)])
            let held = await cluster.held(by: part.map(\.group), patience: nil, before: deadline) { _ in }
            var free: [DeletionWork] = []
            for (work, result) in zip(part, held) {
                switch result {
                case .failure(let error): endings[work.group] = Self.ending(of: work, error)
                case .success(let all):
                    guard let foreign = Self.foreignOffset(among: all, in: work) else {
                        free.append(work)
                        continue
                    }
                    endings[work.group] = .hindered(foreign)
                }
            }
            let errors = await cluster.delete(free.map(\.group), before: min(deadline, .after(callPatience)))
            for (work, error) in zip(free, errors) {
                endings[work.group] = error.map { Self.ending(of: work, $0) } ?? .deleted(isDurable: false)
            }
        }
    }

    private static func ending(of work: DeletionWork, _ error: KafkaError) -> DeletionEnding {
        DeletionEnding(of: work, error, work.partitions.map(\.topic))
    }

    /// Why a group must not be removed as a whole: it holds an offset that the run did not find there.
    private static func foreignOffset(among all: HeldOffsets, in work: DeletionWork) -> TidemarkError? {
        let group = work.group
        let known = Dictionary(work.items.map { ($0.topicPartition, $0.preImage.offset) }) { first, _ in first }
        let foreign =
            all.offsets.first { known[$0.topicPartition]??.holdsSame(as: $0) != true }
            .map { (partition: $0.topicPartition, offset: $0.offset) }
            ?? all.negative.first { known[$0.key] == nil }.map { (partition: $0.key, offset: $0.value) }
        guard let foreign else { return nil }
        return TidemarkError(
            .groupMoved,
            "group \(group.name) holds offset \(foreign.offset) of \(foreign.partition), which the run did not find",
            hint: "Find what commits for this group."
        )
    }
}
