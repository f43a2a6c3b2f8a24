import Offsets
import Store

/// Compares a snapshot with another one, or with the cluster as it is.
struct SnapshotComparison {
    /// A snapshot and what of it is compared.
    typealias Side = (stored: StoredSnapshot, content: Snapshot)

    private let selection: Selection
    private let rules: SelectionRules
    private let isVerbose: Bool
    private let context: CommandContext

    /// A comparison of what a selection chooses; what is odd about it is told to the context.
    init(_ selection: Selection, _ rules: SelectionRules, isVerbose: Bool, _ context: CommandContext) {
        self.selection = selection
        self.rules = rules
        self.isVerbose = isVerbose
        self.context = context
    }

    /// What another snapshot holds otherwise.
    ///
    /// - Throws: exit 64 when the selection of a snapshot makes no sense to this version.
    func report(from before: Side, to after: Side) throws -> DifferenceReport {
        if before.stored.cluster.id != after.stored.cluster.id {
            context.warn(
                "snapshot \(before.stored.id) is of cluster \(Cell.cluster(before.stored.cluster)), and snapshot "
                    + "\(after.stored.id) of cluster \(Cell.cluster(after.stored.cluster))"
            )
        }
        return try report(from: before, to: after.stored, after.content)
    }

    /// What the cluster holds otherwise.
    ///
    /// - Throws: As ``LiveGroups/read(_:before:)``.
    func report(from before: Side, to live: LiveGroups, before deadline: Deadline) async throws -> DifferenceReport {
        if before.stored.cluster.id != live.clusterID {
            let taken = Cell.cluster(before.stored.cluster)
            context.warn(
                "snapshot \(before.stored.id) was taken of cluster \(taken), and this is cluster \(live.clusterID)"
            )
        }
        // Nothing else can be compared with it, and a cluster may have thousands of other groups.
        let wanted = selection.isOfEverything ? before.content.origin.selection : selection
        var now = try await live.read(wanted, before: deadline)
        // A topic that was deleted and created again has lost the groups' offsets, so that nothing else names it.
        let known = Set(now.topics.lazy.map(\.topic))
        now.topics += try await live.topics(
            Set(before.content.topics.lazy.map(\.topic)).subtracting(known),
            before: deadline
        )
        return try report(from: before, to: nil, now)
    }

    private func report(from before: Side, to stored: StoredSnapshot?, _ after: Snapshot) throws -> DifferenceReport {
        DifferenceReport(
            from: before.stored,
            to: stored,
            difference: try SnapshotDifference(from: before.content, to: after, selectedBy: rules),
            incomplete: [before.content.coverage, after.coverage].map { !$0.isComplete },
            isVerbose: isVerbose
        )
    }
}

extension DifferenceReport {
    /// 1 where something is not as it was; 3 where nothing is, as far as it could be compared.
    var exitCode: ExitCode {
        guard !difference.isAny else { return .failure }
        return difference.isCertain ? .done : .partial
    }
}
