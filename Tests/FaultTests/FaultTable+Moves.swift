import KafkaProtocol
import KafkaSimulator

/// `reset`, `copy` and `delete`: what they do before the transaction and after it; the transaction is that of a restore.
extension FaultTable {
    static let moves = resets + copies + removals

    private static let resetRead = Befallen(.reset, .offsetFetch, of: group)
    private static let resetBounds = Befallen(.reset, .listOffsets)
    private static let resetWrite = Befallen(.reset, .txnOffsetCommit, of: group)

    private static let resets: [FaultRow] = [
        Befallen(.reset, .metadata).passes(closed),
        Befallen(.reset, .metadata).lasts(.lostRequest, .unreachable(.allOldNoRun)),
        Befallen(.reset, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.allOldNoRun, "billing")
        ),
        Befallen(.reset, .listGroups, at: 2).lasts(.loading, .unreachable(.allOldNoRun, "not every broker")),
        resetRead.passes(.coordinatorMoved),
        resetRead.passes(.lostReply),
        resetRead.lasts(.error(.groupAuthorizationFailed), .denied(.allOldNoRun, "billing")),
        resetBounds.passes(.error(.notLeaderOrFollower)),
        resetBounds.passes(closed),
        resetBounds.bears(late),
        resetBounds.lasts(
            .error(.unknownServerError, at: .partition("orders", 1)),
            .refused("log-bounds-unknown", .allOldNoRun, "orders[1]")
        ),
        resetWrite.passes(.coordinatorMoved),
        resetWrite.passes(.lostReply),
        resetWrite.lasts(.error(.unknownMemberID), .refused("group-active", .allOld, "billing")),
        resetWrite.lasts(.error(.groupAuthorizationFailed), .denied(.allOld, "billing")),
        Befallen(.reset, .endTxn).passes(.lostReply),
        Befallen(.reset, .endTxn).passes(.lostRequest),
        Befallen(.reset, .endTxn).ends(.error(.producerFenced), .fenced(.allOld)),
    ]

    private static let source = Befallen(.copy, .offsetFetch, of: group)
    private static let target = Befallen(.copy, .txnOffsetCommit, of: "invoices")

    private static let copies: [FaultRow] = [
        Befallen(.copy, .metadata).lasts(.lostRequest, .unreachable(.allOldNoRun)),
        Befallen(.copy, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.allOldNoRun, "billing")
        ),
        source.passes(.loading),
        source.passes(.coordinatorMoved),
        source.passes(.error(.unstableOffsetCommit, at: .partitions), calls: 2...3),
        source.lasts(.error(.groupAuthorizationFailed), .denied(.allOldNoRun, "billing")),
        source.lasts(
            .error(.unstableOffsetCommit, at: .partitions),
            from: 2,
            .refused("foreign-transaction", .allOldNoRun, "billing")
        ),
        Befallen(.copy, .offsetFetch, of: "invoices").ends(
            .error(.groupAuthorizationFailed),
            .denied(.allOldNoRun, "invoices")
        ),
        target.passes(.coordinatorMoved),
        target.passes(.lostReply),
        target.lasts(.error(.unknownMemberID), .refused("group-active", .allOld, "invoices")),
        target.lasts(.error(.groupAuthorizationFailed), .denied(.allOld, "invoices")),
        Befallen(.copy, .endTxn).passes(.lostReply),
        Befallen(.copy, .endTxn).ends(.error(.producerFenced), .fenced(.allOld)),
    ]

    private static let removal = Befallen(.delete, .deleteGroups, of: group)

    private static let removals: [FaultRow] = [
        Befallen(.delete, .metadata).lasts(.lostRequest, .unreachable(.allOldNoRun)),
        Befallen(.delete, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.allOldNoRun, "billing")
        ),
        Befallen(.delete, .listGroups, at: 2).lasts(.loading, .unreachable(.allOldNoRun, "not every broker")),
        Befallen(.delete, .offsetFetch, of: group).passes(.coordinatorMoved),
        Befallen(.delete, .offsetFetch, of: group).lasts(
            .error(.groupAuthorizationFailed),
            .denied(.allOldNoRun, "billing")
        ),
        removal.passes(.loading),
        removal.passes(.coordinatorMoved),
        removal.passes(.lostReply),
        removal.passes(.lostRequest),
        removal.passes(closed),
        removal.passes(closedAfterwards),
        removal.bears(late),
        removal.lasts(
            .error(.groupAuthorizationFailed),
            .unremoved("billing", "DELETE on group billing is missing")
        ),
        removal.lasts(.error(.unknownServerError), .unremoved("billing")),
        removal.lasts(.error(.nonEmptyGroup), .inUse("billing")),
    ]
}
