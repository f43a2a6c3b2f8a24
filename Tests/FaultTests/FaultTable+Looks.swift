import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    private static let listing = Befallen(.groups, .listGroups)
    private static let description = Befallen(.groups, .describeGroups, of: group)
    private static let read = Befallen(.describe, .offsetFetch, of: group)
    private static let ages = Befallen(.ages, .listOffsets)

    static let looks: [FaultRow] = [
        Befallen(.groups, .metadata).passes(closed),
        Befallen(.groups, .metadata).lasts(.lostRequest, .unreachable(.notShown)),
        listing.passes(.loading),
        listing.passes(.lostRequest),
        listing.lasts(.lostRequest, .unreachable(.notShown)),
        Befallen(.groups, .listGroups, at: 2).lasts(
            .loading,
            .partly(.partlyShown, "a broker did not list its groups")
        ),
        Befallen(.groups, .metadata).lasts(
            .error(.leaderNotAvailable, at: .partition("__consumer_offsets", 7)),
            .partly(.partlyShown, "1 of 50 partitions of __consumer_offsets has no leader: 7")
        ),
        description.passes(.coordinatorMoved),
        description.lasts(.error(.groupAuthorizationFailed), .unharmed(.groups)),
        description.lasts(.lostRequest, .partly(.partlyShown, "other protocols"))
            .direct(.unharmed(.groups), because: toldByListing),
        // An assertion of librdkafka's.
        description.lasts(.garbled, .partly(.partlyShown, "other protocols")).crashing(from: "2.8.0")
            .direct(.unharmed(.groups), because: toldByListing),

        Befallen(.describe, .metadata).ends(closed, calls: 1...Int.max, .denied(.notShown, "wants SASL")),
        Befallen(.describe, .metadata).lasts(
            .error(.leaderNotAvailable, at: .partition("__consumer_offsets", 7)),
            .partly(.partlyShown, "1 of 50 partitions of __consumer_offsets has no leader: 7")
        ),
        read.passes(.coordinatorMoved),
        read.lasts(.error(.groupAuthorizationFailed), .partly(.partlyShown, "billing", "GROUP_AUTHORIZATION_FAILED")),
        Befallen(.describe, .listOffsets).lasts(
            .error(.unknownServerError, at: .partition("orders", 1)),
            .partly(.partlyShown, "orders[1]")
        ),
        Befallen(.describe, .describeGroups, of: group).lasts(.error(.notCoordinator), .unharmed(.describe)),
        Befallen(.describe, .describeGroups, of: group).lasts(
            closed,
            .partly(.partlyShown, "other protocols")
        ).direct(.unharmed(.describe), because: toldByListing),

        // The first questions are about the bounds of logs, the others about moments.
        ages.passes(.error(.notLeaderOrFollower)),
        ages.passes(closed),
        ages.bears(throttled),
        ages.lasts(
            .error(.unknownServerError, at: .partition("orders", 1)),
            .partly(.partlyShown, "orders[1]")
        ),
        Befallen(.ages, .offsetFetch, of: group).lasts(
            .error(.groupAuthorizationFailed),
            .partly(.partlyShown, "billing", "GROUP_AUTHORIZATION_FAILED")
        ),

        Befallen(.stats, .metadata).passes(closed),
        Befallen(.stats, .metadata).lasts(.lostRequest, .unreachable(.notShown)),
        Befallen(.stats, .listGroups, at: 2).lasts(
            .loading,
            .partly(.partlyShown, "a broker did not list its groups")
        ),
        Befallen(.stats, .offsetFetch, of: group).passes(.coordinatorMoved),
        Befallen(.stats, .offsetFetch, of: group).lasts(
            .error(.groupAuthorizationFailed),
            .partly(.partlyShown, "billing", "GROUP_AUTHORIZATION_FAILED")
        ),
        Befallen(.stats, .listOffsets).lasts(
            .error(.unknownServerError, at: .partition("orders", 1)),
            .partly(.partlyShown, "orders[1]")
        ),
        Befallen(.stats, .describeConfigs).lasts(
            .error(.clusterAuthorizationFailed),
            .partly(.partlyShown, "DESCRIBE")
        ).direct(.unharmed(.stats), because: toldByCluster),
        Befallen(.stats, .describeCluster).lasts(
            .error(.clusterAuthorizationFailed),
            .partly(.partlyShown, "could not be asked")
        ),

        Befallen(.list, nil).bears(.lostRequest),
        Befallen(.show, nil).bears(.lostRequest),
    ]
}
