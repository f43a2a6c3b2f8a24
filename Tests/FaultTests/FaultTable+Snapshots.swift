import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    static let snapshots =
        snapshotContacts + snapshotRights + snapshotLookups + snapshotListings + snapshotReads + snapshotBounds

    private static let versions = Befallen(.snapshot, .apiVersions)
    private static let metadata = Befallen(.snapshot, .metadata)
    private static let rules = Befallen(.snapshot, .describeAcls)
    private static let configuration = Befallen(.snapshot, .describeConfigs)
    private static let rights = Befallen(.snapshot, .describeCluster)
    private static let lookup = Befallen(.snapshot, .findCoordinator, .hiddenOffsetsTopic)
    private static let itsLookup = Befallen(.snapshot, .findCoordinator, of: group, .hiddenOffsetsTopic)
    private static let listing = Befallen(.snapshot, .listGroups)
    private static let oneListing = Befallen(.snapshot, .listGroups, at: 2)
    private static let description = Befallen(.snapshot, .describeGroups)
    private static let anyRead = Befallen(.snapshot, .offsetFetch)
    private static let read = Befallen(.snapshot, .offsetFetch, of: group)
    private static let bounds = Befallen(.snapshot, .listOffsets)
    private static let someBounds = Befallen(.snapshot, .listOffsets, at: 2)

    private static let aPartition = FaultAction.Place.partition("orders", 1)
    private static let notListed = "a broker did not list its groups"
    /// Why our own client does without what librdkafka asks for.
    static let toldByCluster = "DescribeCluster tells it the rights"
    static let toldByListing = "the listing tells it the protocols"
    private static let isOneRequest = "one request asks for the coordinators of all groups"
    private static let noLeaders = "no DESCRIBE on topic __consumer_offsets"

    private static let snapshotContacts: [FaultRow] = [
        versions.passes(.error(.unsupportedVersion)),
        versions.passes(closed, calls: 1...2),
        versions.bears(late),
        versions.lasts(.error(.unsupportedVersion), .unreachable(.noSnapshot)),
        versions.ends(closed, calls: 1...Int.max, .denied(.noSnapshot, "wants TLS")),
        versions.lasts(.lostRequest, .unreachable(.noSnapshot)),
        versions.lasts(.garbled, .unreachable(.noSnapshot)),
        versions.lasts(.truncated(bytes: 10), .unreachable(.noSnapshot)),

        metadata.passes(.lostRequest),
        metadata.passes(closed),
        metadata.passes(.truncated(bytes: 20)),
        metadata.bears(late),
        metadata.bears(throttled),
        metadata.lasts(.lostRequest, .unreachable(.noSnapshot)),
        metadata.ends(closed, calls: 1...Int.max, .denied(.noSnapshot, "wants SASL")),
        metadata.lasts(.truncated(bytes: 20), .failed(.noSnapshot, "_BAD_MSG"))
            .direct(.failed(.noSnapshot, "MALFORMED_REPLY"), because: "it has its own word for it"),
        metadata.lasts(.error(.leaderNotAvailable, at: aPartition), .partly(.partialSnapshot, "orders[1]")),

        metadata.lasts(
            .error(.leaderNotAvailable, at: .partition("__consumer_offsets", 7)),
            .partly(.partialSnapshot, "1 of 50 partitions of __consumer_offsets has no leader: 7")
        ),
        metadata.lasts(
            .error(.topicAuthorizationFailed, at: .topic("__consumer_offsets")),
            .partly(.partialSnapshot, noLeaders)
        ),
        Befallen(.snapshot, nil, at: 2).lasts(.lostRequest, .partly(.partialSnapshot, "a broker did not list")),
        Befallen(.snapshot, nil, at: 2).lasts(closed, .partly(.partialSnapshot, "a broker did not list")),
    ]

    private static let snapshotRights: [FaultRow] = [
        rules.passes(.lostRequest),
        rules.passes(closed, calls: 1...2),
        rules.bears(late),
        rules.lasts(closed, .partly(.partialSnapshot, "could not be asked")),
        configuration.passes(closed),
        configuration.bears(throttled),
        configuration.lasts(
            .error(.clusterAuthorizationFailed),
            .partly(.partialSnapshot, "no DESCRIBE on the cluster")
        ).direct(.unharmed(.snapshot), because: toldByCluster),
        configuration.lasts(.lostRequest, .partly(.partialSnapshot, "could not be asked"))
            .direct(.unharmed(.snapshot), because: toldByCluster),
        rights.passes(closed),
        rights.passes(.lostRequest),
        rights.passes(.truncated(bytes: 10)),
        rights.bears(throttled),
        rights.lasts(
            .error(.clusterAuthorizationFailed),
            .partly(.partialSnapshot, "could not be asked")
        ),
        rights.lasts(.lostRequest, .partly(.partialSnapshot, "could not be asked")),
        rights.lasts(closed, .partly(.partialSnapshot, "could not be asked")),
        rights.lasts(.garbled, .partly(.partialSnapshot, "could not be asked")),
    ]

    private static let snapshotLookups: [FaultRow] = [
        lookup.ends(.error(.coordinatorNotAvailable), calls: 1...2, .partly(.partialSnapshot, noLeaders)),
        lookup.ends(.lostRequest, .partly(.partialSnapshot, noLeaders)),
        lookup.ends(closed, .partly(.partialSnapshot, noLeaders)),
        lookup.lasts(late, .partly(.partialSnapshot, noLeaders)),
        itsLookup.lasts(.error(.coordinatorNotAvailable), .partly(.partialSnapshot, "billing")),
        itsLookup.lasts(.error(.groupAuthorizationFailed), .partly(.partialSnapshot, "billing")),
        itsLookup.lasts(.lostReply, .partly(.partialSnapshot, "billing"))
            .direct(.partly(.suspiciousSnapshot, "billing"), because: isOneRequest),
        itsLookup.lasts(.truncated(bytes: 10), .partly(.partialSnapshot, "billing")),
        Befallen(.snapshot, .offsetFetch, of: group, .hiddenOffsetsTopic)
            .ends(.coordinatorMoved, .partly(.partialSnapshot, noLeaders)),
    ]

    private static let snapshotListings: [FaultRow] = [
        listing.passes(.loading),
        listing.passes(.error(.coordinatorNotAvailable), calls: 1...3),
        listing.passes(.lostRequest),
        listing.passes(closed),
        listing.passes(.garbled),
        listing.bears(throttled),
        listing.lasts(.loading, .unreachable(.noSnapshot)),
        listing.lasts(.error(.groupAuthorizationFailed), .denied(.noSnapshot)),
        oneListing.lasts(.error(.groupAuthorizationFailed), .partly(.partialSnapshot, notListed)),
        oneListing.lasts(.error(.coordinatorNotAvailable), .partly(.partialSnapshot, notListed)),
        oneListing.lasts(.lostRequest, .partly(.partialSnapshot, notListed)),
        oneListing.lasts(.garbled, .partly(.partialSnapshot, notListed)),
        description.passes(closed),
        description.passes(.lostRequest),
        description.bears(late),
        description.lasts(.lostRequest, .partly(.partialSnapshot, "other protocols"))
            .direct(.unharmed(.snapshot), because: toldByListing),
        description.lasts(closed, .partly(.partialSnapshot, "other protocols"))
            .direct(.unharmed(.snapshot), because: toldByListing),
        description.lasts(.garbled, .partly(.partialSnapshot, "other protocols"))
            .direct(.unharmed(.snapshot), because: toldByListing),
    ]

    private static let snapshotReads: [FaultRow] = [
        read.passes(.loading, calls: 1...3),
        read.passes(.error(.notCoordinator)),
        read.passes(.coordinatorMoved),
        read.passes(.error(.coordinatorNotAvailable)),
        read.passes(closed, calls: 1...2),
        read.passes(.lostRequest),
        read.passes(.lostReply),
        read.passes(.error(.unstableOffsetCommit, at: aPartition), calls: 1...2),
        read.passes(.brokenOff),
        read.passes(.misdirected),
        anyRead.bears(late),
        anyRead.bears(throttled),
        anyRead.bears(trickling),
        read.lasts(.loading, .partly(.partialSnapshot, "billing", "COORDINATOR_LOAD_IN_PROGRESS")),
        read.lasts(.error(.notCoordinator), .partly(.partialSnapshot, "billing", "NOT_COORDINATOR")),
        read.lasts(
            .error(.groupAuthorizationFailed),
            .partly(.partialSnapshot, "billing", "GROUP_AUTHORIZATION_FAILED")
        ),
        read.lasts(
            .error(.topicAuthorizationFailed, at: aPartition),
            .partly(.partialSnapshot, "billing", "TOPIC_AUTHORIZATION_FAILED")
        ),
        read.lasts(
            .error(.unknownTopicOrPartition, at: aPartition),
            .partly(.partialSnapshot, "billing", "UNKNOWN_TOPIC_OR_PART")
        ),
        read.lasts(.error(.unknownServerError), .partly(.partialSnapshot, "billing", "UNKNOWN")),
        read.lasts(.error(.unknownMemberID), .partly(.partialSnapshot, "billing", "UNKNOWN_MEMBER_ID")),
        read.lasts(.lostRequest, .partly(.partialSnapshot, "billing")),
        read.lasts(closed, .partly(.partialSnapshot, "billing")),
        read.lasts(.truncated(bytes: 30), .partly(.partialSnapshot, "billing")),
        read.lasts(.garbled, .partly(.partialSnapshot, "billing")),
        read.lasts(.endless, .partly(.partialSnapshot, "billing")),
    ]

    private static let snapshotBounds: [FaultRow] = [
        bounds.passes(.error(.notLeaderOrFollower)),
        bounds.passes(.error(.leaderNotAvailable)),
        bounds.lasts(.error(.leaderNotAvailable), .partly(.partialSnapshot, "LEADER_NOT_AVAILABLE")),
        bounds.passes(closed),
        bounds.passes(.lostRequest),
        bounds.passes(.truncated(bytes: 20)),
        bounds.bears(late),
        bounds.bears(throttled),
        bounds.lasts(.error(.notLeaderOrFollower), .partly(.partialSnapshot, "orders[1]")),
        bounds.lasts(.error(.topicAuthorizationFailed, at: aPartition), .partly(.partialSnapshot, "orders[1]")),
        bounds.lasts(.error(.unknownServerError, at: aPartition), .partly(.partialSnapshot, "orders[1]")),
        someBounds.lasts(.lostRequest, .partly(.partialSnapshot, "the logs of")),
        someBounds.lasts(.garbled, .partly(.partialSnapshot, "the log")),
    ]
}
