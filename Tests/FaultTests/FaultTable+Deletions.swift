import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    static let deletions = exactRestores + undos + renames

    private static let removal = Befallen(.exact, .offsetDelete, of: group)
    private static let anchor = Befallen(.exact, .offsetCommit, of: group)
    private static let exactEnd = Befallen(.exact, .endTxn)
    private static let groupRemoval = Befallen(.undo, .deleteGroups)
    private static let undoing = Befallen(.undo, .txnOffsetCommit, of: group)

    private static let exactRestores: [FaultRow] = [
        Befallen(.exact, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.allOldNoRun, "billing")
        ),
        exactEnd.passes(.lostReply),
        exactEnd.passes(.lostRequest),
        exactEnd.ends(.error(.producerFenced), .fenced(.allOld)),
        removal.passes(.loading),
        removal.passes(.coordinatorMoved),
        removal.passes(.error(.coordinatorNotAvailable), calls: 1...2),
        removal.passes(.lostReply),
        removal.passes(.lostRequest),
        removal.passes(closed),
        removal.passes(closedAfterwards),
        removal.passes(.falseError(.requestTimedOut)),
        removal.lasts(
            .error(.groupAuthorizationFailed),
            .unremoved("committed", "billing", "DELETE on group billing is missing")
        ),
        removal.lasts(
            .error(.topicAuthorizationFailed, at: .partition("payments", 0)),
            .unremoved("committed", "billing", "READ on topic payments is missing")
        ),
        removal.lasts(.error(.unknownServerError), .unremoved("committed", "billing")),
        removal.lasts(.error(.groupSubscribedToTopic, at: .partitions), .inUse("billing")),
        removal.lasts(.error(.nonEmptyGroup), .inUse("billing")),
        anchor.bears(.error(.coordinatorNotAvailable)),
        anchor.bears(.error(.groupAuthorizationFailed)),
        anchor.passes(.lostReply),
    ]

    private static let undos: [FaultRow] = [
        Befallen(.undo, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.allOldNoRun, "billing")
        ),
        undoing.passes(.coordinatorMoved),
        undoing.lasts(.error(.unknownMemberID), .refused("group-active", .allOld, "billing")),
        Befallen(.undo, .endTxn).passes(.lostReply),
        Befallen(.undo, .endTxn).ends(.error(.producerFenced), .fenced(.allOld)),
        Befallen(.undo, .offsetFetch, of: group).ends(
            .error(.groupAuthorizationFailed),
            .denied(.allOldNoRun, "billing")
        ),
        groupRemoval.passes(.loading),
        groupRemoval.passes(.coordinatorMoved),
        groupRemoval.passes(.lostReply),
        groupRemoval.passes(.lostRequest),
        groupRemoval.lasts(
            .error(.groupAuthorizationFailed),
            .unremoved("archive", "DELETE on group archive is missing")
        ),
        groupRemoval.lasts(.error(.nonEmptyGroup), .inUse("archive")),
    ]

    private static let oldName = Befallen(.rename, .deleteGroups, of: group)
    private static let newName = Befallen(.rename, .txnOffsetCommit, of: "invoices")

    private static let renames: [FaultRow] = [
        newName.passes(.coordinatorMoved),
        newName.lasts(.error(.unknownMemberID), .refused("group-active", .allOld, "invoices")),
        Befallen(.rename, .endTxn).passes(.lostReply),
        Befallen(.rename, .endTxn).passes(.lostRequest),
        Befallen(.rename, .endTxn).ends(.error(.producerFenced), .fenced(.allOld)),
        Befallen(.rename, .offsetFetch, of: group).ends(
            .error(.groupAuthorizationFailed),
            .denied(.allOldNoRun, "billing")
        ),
        oldName.passes(.loading),
        oldName.passes(.coordinatorMoved),
        oldName.passes(.lostReply),
        oldName.passes(.lostRequest),
        oldName.passes(closed),
        oldName.passes(closedAfterwards),
        oldName.lasts(
            .error(.groupAuthorizationFailed),
            .unremoved("committed", "billing", "DELETE on group billing is missing")
        ),
        oldName.lasts(.error(.nonEmptyGroup), .inUse("billing", "beside the new names")),
    ]
}
