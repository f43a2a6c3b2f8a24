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
    let grantee: Grantee

    /// An examination of a cluster.
    ///
    /// - Parameters:
    ///   - cluster: The cluster, as the principal reaches it whose rights are looked at.
    ///   - grantee: Who that is, for the commands that grant what is missing.
    ///   - deadline: When to give up; what could not be looked at by then is a warning.
    public init(_ cluster: any Cluster, as grantee: Grantee = Grantee(), before deadline: Deadline) {
        self.cluster = cluster
        self.grantee = grantee
        self.deadline = deadline
    }

    /// Whether the cluster answers, with TLS and login.
    ///
    /// - Parameter name: What the check is called.
    /// - Returns: The check, and brokers and topics when it answers: without it nothing else can be looked at.
    public func connection(_ name: String = "connection") async -> (check: HealthCheck, metadata: ClusterMetadata?) {
        do throws(TidemarkError) {
            let metadata = try await cluster.connected(before: deadline)
            let who = grantee.user.map { " to \($0)" } ?? ""
            let words = "cluster \(metadata.identity.id) answers\(who); it is read by \(cluster.reader)"
            return (HealthCheck(name, .ok, words), metadata)
        } catch {
            return (HealthCheck(name, because: error), nil)
        }
    }

    /// What the brokers allow, asked once for all checks that rest on it.
    public func settings() async -> Result<BrokerSettings, KafkaError> {
        await Result { () async throws(KafkaError) in try await cluster.brokerSettings(before: deadline) }
    }

    /// Whether what snapshots need is there: every broker, every group, the rights to see them, and time enough between
    /// two snapshots.
    public func capture(
        of identity: ClusterIdentity,
        _ demands: Demands,
        _ settings: Result<BrokerSettings, KafkaError>
    ) async -> [HealthCheck] {
        // A listing connects to every broker, which only then tells what it is.
        let (listing, groups) = await listing()
        let rights = await captureRights(identity, demands, groups)
        return [listing, brokers(of: identity), rights, retention(demands.longestInterval, settings)]
    }

    /// Whether what restores need is there: the rights to write, and a transaction that may stay open for long enough.
    ///
    /// - Parameters:
    ///   - metadata: Brokers and topics, as far as anybody who was asked may see them.
    ///   - demands: What restores are to achieve.
    ///   - settings: What the brokers allow.
    ///   - triesTransaction: Whether the brokers may be made to keep transactions where they have had none yet.
    /// - Returns: The checks.
    public func restoring(
        to metadata: ClusterMetadata,
        _ demands: Demands,
        _ settings: Result<BrokerSettings, KafkaError>,
        triesTransaction: Bool = false
    ) async -> [HealthCheck] {
        async let rights = restoreRights(demands)
        async let transactions = transactionRights(metadata, triesTransaction: triesTransaction)
        async let deletion = deletionRights()
        async let time = transactionTime(demands, settings)
        return await [rights, transactions, deletion, time]
    }

    private func listing() async -> (HealthCheck, [GroupID]) {
        let name = "groups"
        let listing: GroupListing
        do throws(TidemarkError) {
            listing = try await cluster.asking("listing the groups") { () throws(KafkaError) in
                try await cluster.listGroups(before: deadline)
            }
        } catch {
            return (HealthCheck(name, because: error), [])
        }
        let groups = listing.groups.map(\.group)
        let unheard = GroupListing.unheard(listing, nil, listing.errors)
        guard unheard.isEmpty else {
            let words = unheard.joined(separator: "; ")
            let remedy = "Snapshots are partial until every broker answers."
            return (HealthCheck(name, .fail, "not every broker lists its groups: \(words)", remedy: remedy), groups)
        }
        guard listing.offsets.unheard.isEmpty else {
            let remedy = "Start the brokers that hold these partitions; snapshots are partial until then."
            return (HealthCheck(name, .fail, "groups are hidden: \(listing.offsets.words)", remedy: remedy), groups)
        }
        let check = ViewCheck(cluster: cluster, rules: .everything)
        switch await check.leaders(listing.offsets, before: deadline) {
        case .everything: break
        case .hidden(let limit):
            let right = MissingRight(.describe, on: .topics([OffsetsPartitions.topic]))
            let remedy = "Snapshots are partial without it. \(grant([right]))"
            return (HealthCheck(name, .fail, limit.reason, remedy: remedy), groups)
        case .unknown(let limit):
            let remedy = "Look again when every broker answers."
            return (HealthCheck(name, .warn, limit.reason, remedy: remedy), groups)
        }
        let count = listing.consumerGroups.count
        return (HealthCheck(name, .ok, "every broker lists its groups: \(count) in all"), groups)
    }
}

/// Who lacks a right and where it is granted, as far as that is known: for a `kafka-acls` that can be pasted.
public struct Grantee: Hashable, Sendable {
    /// The brokers to ask, `HOST:PORT,…`.
    public let servers: String?
    /// The name that the brokers know the user by, without `User:`.
    public let user: String?

    /// A user on a cluster; `nil` for what is not known.
    public init(servers: String? = nil, user: String? = nil) {
        self.servers = servers
        self.user = user
    }
}
