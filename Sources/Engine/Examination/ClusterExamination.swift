public import Cluster
public import Offsets

/// Looks whether a cluster can be captured and restored to, by one principal, and changes nothing there.
public struct ClusterExamination: Sendable {
    /// What snapshots and restores of the cluster are to achieve.
    public struct Demands: Hashable, Sendable {
        /// Which groups and topics snapshots are taken of.
        public var selection = Selection()
        /// Whether a view that rights limit is what is meant.
        public var acceptsLimitedView = false
        /// How far apart snapshots are at most; `nil` when none are scheduled.
        public var longestInterval: Duration?
        /// The size of the largest snapshot; `nil` when there is none.
        public var largest: Size?

        /// How much is restored at once.
        public struct Size: Hashable, Sendable {
            /// The groups.
            public let groups: Int
            /// Their committed offsets in all.
            public let offsets: Int

            /// A size.
            public init(groups: Int, offsets: Int) {
                self.groups = groups
                self.offsets = offsets
            }
        }

        /// Everything, and no schedule.
        public init() {}
    }

    let cluster: any Cluster
    let deadline: Deadline

    /// An examination of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster, as the principal reaches it whose rights are looked at.
    ///   - deadline: When to give up; what could not be looked at by then is a warning.
    public init(_ cluster: any Cluster, before deadline: Deadline) {
        self.cluster = cluster
        self.deadline = deadline
    }

    /// Whether the cluster answers, with TLS and login.
    ///
    /// - Returns: The check, and what the cluster is when it answers: without it nothing else can be looked at.
    public func connection() async -> (check: HealthCheck, identity: ClusterIdentity?) {
        let name = "connection"
        do throws(TidemarkError) {
            let identity = try await cluster.connected(before: deadline).identity
            let brokers = identity.brokers.count == 1 ? "1 broker" : "\(identity.brokers.count) brokers"
            return (HealthCheck(name, .ok, "cluster \(identity.id) answers, \(brokers)"), identity)
        } catch {
            return (HealthCheck(name, because: error), nil)
        }
    }

    /// Whether what snapshots need is there: every broker, every group, the rights to see them, and time enough between
    /// two snapshots.
    public func capture(of identity: ClusterIdentity, _ demands: Demands) async -> [HealthCheck] {
        async let listing = listing()
        async let rights = captureRights(identity, demands)
        async let retention = retention(demands.longestInterval)
        return await [listing, rights, retention]
    }

    /// Whether what restores need is there: the rights to write, and a transaction that may stay open for long enough.
    public func restoring(_ demands: Demands) async -> [HealthCheck] {
        async let rights = restoreRights()
        async let deletion = deletionRights()
        async let time = transactionTime(demands)
        return await [rights, deletion, time]
    }

    private func listing() async -> HealthCheck {
        let name = "groups"
        let listing: GroupListing
        do throws(TidemarkError) {
            listing = try await cluster.asking("listing the groups") { () throws(KafkaError) in
                try await cluster.listGroups(before: deadline)
            }
        } catch {
            return HealthCheck(name, because: error)
        }
        let unheard = GroupListing.unheard(listing, nil, listing.errors)
        guard unheard.isEmpty else {
            let words = unheard.joined(separator: "; ")
            return HealthCheck(
                name,
                .fail,
                "not every broker lists its groups: \(words)",
                remedy: "Snapshots are partial until every broker answers."
            )
        }
        guard listing.offsets.unheard.isEmpty else {
            return HealthCheck(
                name,
                .fail,
                "groups are hidden: \(listing.offsets.words)",
                remedy: "Start the brokers that hold these partitions; snapshots are partial until then."
            )
        }
        let check = ViewCheck(cluster: cluster, rules: .everything)
        switch await check.leaders(listing.offsets, before: deadline) {
        case .everything: break
        case .hidden(let limit):
            let right = MissingRight(.describe, on: .topics([OffsetsPartitions.topic]))
            return HealthCheck(
                name,
                .fail,
                limit.reason,
                remedy: "Snapshots are partial without it. Grant it: \(right.grant)"
            )
        case .unknown(let limit):
            return HealthCheck(name, .warn, limit.reason, remedy: "Look again when every broker answers.")
        }
        let groups = listing.consumerGroups.count
        return HealthCheck(name, .ok, "every broker lists its groups: \(groups) in all")
    }
}
