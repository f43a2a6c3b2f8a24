import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    static let plans: [FaultRow] = [
        Befallen(.plan, .metadata).passes(closed),
        Befallen(.plan, .metadata).lasts(.lostRequest, .unreachable(.notShown)),
        Befallen(.plan, .listGroups, at: 2).lasts(.loading, .unreachable(.notShown, "not every broker")),
        // The partition of another group, and that of one to be restored.
        Befallen(.plan, .metadata).bears(.error(.leaderNotAvailable, at: .partition("__consumer_offsets", 7))),
        Befallen(.plan, .metadata).lasts(
            .error(.leaderNotAvailable, at: itsPartition),
            .unreachable(.notShown, "billing")
        ),
        Befallen(.plan, .offsetFetch, of: group).passes(.coordinatorMoved),
        Befallen(.plan, .offsetFetch, of: group).lasts(
            .error(.groupAuthorizationFailed),
            .denied(.notShown, "billing")
        ),
        Befallen(.plan, .offsetFetch, of: group).lasts(.error(.notCoordinator), .unreachable(.notShown, "billing")),
        Befallen(.plan, .listOffsets).lasts(
            .error(.unknownServerError, at: aPartition),
            .refused("log-bounds-unknown", .shown, "orders[1]")
        ),
    ]

    static let restores = restoreContacts + restoreListings + restoreCoordinators + restoreReads

    private static let versions = Befallen(.restore, .apiVersions)
    private static let metadata = Befallen(.restore, .metadata)
    private static let listing = Befallen(.restore, .listGroups)
    private static let bounds = Befallen(.restore, .listOffsets)
    private static let settings = Befallen(.restore, .describeConfigs)
    private static let coordinator = Befallen(.restore, .findCoordinator)
    private static let ownCoordinator = Befallen(.restore, .findCoordinator, of: transactionalID)
    private static let read = Befallen(.restore, .offsetFetch, of: group)

    /// The partition that `billing` belongs to.
    static let itsPartition = FaultAction.Place.partition("__consumer_offsets", 9)
    private static let aPartition = FaultAction.Place.partition("orders", 1)
    /// Why our own client begins no run that could not be carried out.
    static let askedBefore = "the rights are asked for before the run begins"
    private static let pending = FaultAction.error(.unstableOffsetCommit, at: .partitions)

    private static let restoreContacts: [FaultRow] = [
        versions.passes(closed, calls: 1...2),
        versions.bears(late),
        versions.lasts(.lostRequest, .unreachable(.allOldNoRun)),
        metadata.passes(closed),
        metadata.passes(.lostReply, calls: 2...2),
        metadata.bears(late),
        metadata.bears(.error(.topicAuthorizationFailed, at: .topic("__consumer_offsets"))),
        metadata.bears(.error(.leaderNotAvailable, at: .partition("__consumer_offsets", 7))),
        metadata.lasts(.error(.leaderNotAvailable, at: itsPartition), .unreachable(.allOldNoRun, "billing")),
        metadata.ends(closed, calls: 1...Int.max, .denied(.allOldNoRun, "wants SASL")),
        metadata.lasts(.error(.unknownTopicOrPartition), .refused("missing-topic", .allOldNoRun, "orders")),
    ]

    private static let restoreListings: [FaultRow] = [
        listing.passes(closed),
        // Two listings of three brokers each time.
        listing.passes(.loading, calls: 7...8),
        listing.lasts(.error(.coordinatorNotAvailable), .unreachable(.allOldNoRun)),
        listing.lasts(.error(.coordinatorNotAvailable), from: 7, .unreachable(.allOld)),
        // The last one before the end of the transaction.
        listing.lasts(.error(.coordinatorNotAvailable), from: 13, .unreachable(.allOld)).direct(from: 10),
        Befallen(.restore, .listGroups, at: 2).lasts(.loading, .unreachable(.allOldNoRun)),
        Befallen(.restore, .describeGroups).bears(.garbled),
        Befallen(.restore, .describeGroups).passes(.lostRequest),
        bounds.passes(.error(.notLeaderOrFollower)),
        bounds.lasts(
            .error(.unknownServerError, at: aPartition),
            .refused("log-bounds-unknown", .allOldNoRun, "orders[1]")
        ),
    ]

    private static let restoreCoordinators: [FaultRow] = [
        settings.bears(.error(.clusterAuthorizationFailed)),
        settings.bears(late),
        settings.passes(closed),
        settings.passes(.lostRequest),
        coordinator.passes(.error(.coordinatorNotAvailable), calls: 1...3),
        coordinator.passes(closed),
        coordinator.passes(.lostRequest),
        ownCoordinator.lasts(
            .error(.coordinatorNotAvailable),
            .withoutCoordinator(.allOld, "__transaction_state")
        ),
        ownCoordinator.lasts(
            .error(.transactionalIDAuthorizationFailed),
            .denied(.allOld, "transactional id tidemark-")
        ).direct(.denied(.allOldNoRun, "transactional id tidemark-"), because: askedBefore),
    ]

    private static let restoreReads: [FaultRow] = [
        read.passes(.loading, calls: 1...2),
        read.passes(.coordinatorMoved),
        read.passes(.coordinatorMoved, calls: 2...2),
        read.passes(.coordinatorMoved, calls: 3...3),
        read.passes(.coordinatorMoved, calls: 4...4),
        read.passes(pending, calls: 2...4),
        read.passes(.lostReply, calls: 4...4),
        read.passes(.brokenOff, calls: 4...4),
        read.passes(.misdirected, calls: 4...4),
        read.bears(trickling),
        read.ends(.truncated(bytes: 30), calls: 4...4, .unverified("committed", "billing"))
            .direct(.unharmed(.restore), because: "an answer that is none is asked for again"),
        read.ends(.endless, calls: 4...4, .unverified("committed", "billing"))
            .direct(.unharmed(.restore), because: "another connection is made"),
        read.ends(.error(.groupAuthorizationFailed), .denied(.allOldNoRun, "billing")),
        read.ends(.error(.groupAuthorizationFailed), calls: 2...2, .denied(.allOld, "billing")),
        read.ends(.error(.groupAuthorizationFailed), calls: 3...3, .denied(.allOld, "billing")),
        read.ends(.error(.groupAuthorizationFailed), calls: 4...4, .unverified("committed", "billing")),
        read.lasts(pending, from: 2, .refused("foreign-transaction", .allOld, "billing")),
    ]
}
