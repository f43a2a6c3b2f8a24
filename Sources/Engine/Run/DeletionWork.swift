import Cluster
import Offsets

/// Why some of what was to be deleted stays.
struct DeletionHindrance: Sendable {
    /// What is in the way in the first of the groups, by name.
    let error: TidemarkError
    /// The groups of which something stays.
    let groups: Set<GroupID>
}

/// What is left to be deleted in one group.
struct DeletionWork: Sendable {
    /// The group.
    let group: GroupID
    /// Whether the group itself is to go.
    let removesGroup: Bool
    /// What the run found in the group.
    let items: [RunItem]
    /// The partitions whose offsets are to go and are still what the run found.
    let partitions: [TopicPartition]
    /// An offset that the group keeps, `nil` when it keeps none: committed again after the deletions, it makes them
    /// durable.
    let anchor: CommittedOffset?

    /// What is left by what the group holds now.
    init(group: GroupID, removesGroup: Bool, items: [RunItem], held: [TopicPartition: CommittedOffset]) {
        self.group = group
        self.removesGroup = removesGroup
        self.items = items
        partitions = items.filter { item in
            guard item.action == .delete, let found = held[item.topicPartition] else { return false }
            return item.preImage.offset?.holdsSame(as: found) == true
        }.map(\.topicPartition)
        // What the run has set is preferred: with a client that cannot write it, a kept offset loses its leader epoch.
        let kept = items.filter { $0.action == .set } + items.filter { $0.action == .keep }
        anchor =
            kept.lazy.compactMap { item -> CommittedOffset? in
                let wanted = item.action == .set ? item.planned : item.preImage.offset
                guard let found = held[item.topicPartition], wanted?.holdsSame(as: found) == true else { return nil }
                return found
            }.first
    }
}

/// What came of the work on one group.
enum DeletionEnding: Sendable {
    /// All of it is gone.
    case deleted(isDurable: Bool)
    /// The group is in use, and what it holds stays.
    case hindered(TidemarkError)
    /// It could not be done; whether that may pass.
    case failed(TidemarkError, isPassing: Bool)

    /// What an error of the call comes to.
    ///
    /// - Parameters:
    ///   - work: The work.
    ///   - error: The error.
    ///   - topics: The topics that the call was about.
    init(of work: DeletionWork, _ error: KafkaError, _ topics: [String]) {
        switch error.code {
        case .groupIDNotFound: self = .deleted(isDurable: false)
        case .groupSubscribedToTopic, .nonEmptyGroup, .unknownMemberID, .rebalanceInProgress:
            self = .hindered(.active(work.group, cause: error))
        default:
            let failure = TidemarkError.group(
                error,
                work.group,
                while: "deleting offsets",
                needing: .delete,
                topics
            )
            self = .failed(failure, isPassing: error.code.isTransient)
        }
    }
}
