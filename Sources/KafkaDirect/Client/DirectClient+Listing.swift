public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

extension DirectClient {
    /// How many brokers are asked at once.
    private static let brokersAtOnce = 32

    /// The groups the principal may see, of every protocol, with their states and types.
    ///
    /// Every broker is asked for its own groups. It is repeated while it lacks something that passes; see ``RepeatedListing``.
    ///
    /// - Parameters:
    ///   - suffices: What the reader of the listing needs of it.
    ///   - deadline: When to give up.
    /// - Returns: The last listing.
    /// - Throws: ``KafkaError`` when no broker answers at all: ``KafkaErrorCode/unreachableListeners`` when the cluster told
    ///   where its brokers are, and none of them can be reached there.
    public func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        try await listing.list(until: suffices, before: deadline) { limit throws(KafkaError) in
            try await self.repeating(before: min(deadline, .after(limit))) { () throws(KafkaError) in
                try await self.listOnce(before: min(deadline, .after(limit)))
            }
        } forgetting: { () throws(KafkaError) in
            self.forgetCoordinators()
        }
    }

    /// Whether a broker lists a group of exactly this name.
    ///
    /// - Throws: ``KafkaError`` when that cannot be found out.
    public func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        let listing = try await repeating(before: deadline) { () throws(KafkaError) in
            try await listOnce(before: deadline)
        }
        if listing.groups.contains(where: { $0.group == group }) { return true }
        if let error = listing.errors.first { throw error }
        return false
    }

    /// The brokers and the leaders of `__consumer_offsets`, as the cluster tells at this moment.
    func offsetsTopic(before deadline: Deadline) async throws(KafkaError) -> OffsetsTopicMetadata {
        Self.offsetsTopic(in: try await metadataAnswer(of: [OffsetsPartitions.topic], before: deadline))
    }

    /// The brokers that were told of, sorted; asked for where none was.
    func knownBrokers(before deadline: Deadline) async throws(KafkaError) -> [Int32] {
        let brokers = topology.withLock { $0.brokers.keys.sorted() }
        return brokers.isEmpty ? try await offsetsTopic(before: deadline).brokers.sorted() : brokers
    }

    private static func offsetsTopic(in answer: Structure) -> OffsetsTopicMetadata {
        let brokers = Set(answer["brokers"].structures.map { $0.int32("nodeId") })
        return OffsetsTopicMetadata(brokers: brokers, leaders: answer["topics"].structures.first.flatMap(leaders))
    }

    /// One listing, and which partitions of `__consumer_offsets` it has heard.
    ///
    /// Each broker is asked for the leaders, for its groups and for the leaders once more, right after each other on one
    /// connection: it has told the groups of the partitions that it led before and after.
    ///
    /// - Throws: ``KafkaError`` when no broker answers.
    private func listOnce(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        let brokers = try await knownBrokers(before: deadline)
        let answers = await bounded(brokers, limit: Self.brokersAtOnce) { broker -> Result<BrokerListing, KafkaError> in
            do throws(KafkaError) {
                return .success(try await self.listing(of: broker, before: deadline))
            } catch {
                return .failure(error)
            }
        }
        var errors: [KafkaError] = []
        var listings: [BrokerListing] = []
        for answer in answers {
            switch answer {
            case .failure(let error): errors.append(error)
            case .success(let listing): listings.append(listing)
            }
        }
        // What no broker has told is not "no groups".
        if let error = errors.first, errors.count >= brokers.count {
            let unreachable = errors.compactMap(\.connection).filter(\.reason.keepsFromBroker)
            guard unreachable.count >= brokers.count, let failure = unreachable.first else { throw error }
            throw KafkaError(failure, code: .unreachableListeners)
        }
        // A broker that came meanwhile was not asked.
        let unasked = Set(listings.flatMap(\.after.brokers)).subtracting(brokers)
        errors += unasked.sorted().map { KafkaError(.partial, "broker \($0) joined the cluster meanwhile") }
        let (groups, repeated) = BrokerListing.merged(listings)
        return GroupListing(
            groups: groups,
            errors: errors,
            offsets: BrokerListing.heard(by: listings),
            repeated: repeated
        )
    }

    /// The groups that a broker coordinates, and the leaders before and after.
    private func listing(of broker: Int32, before deadline: Deadline) async throws(KafkaError) -> BrokerListing {
        let answers = try await ask(broker, [.metadata, .listGroups, .metadata], before: deadline) { place, _ in
            place == 1 ? [:] : Self.metadataRequest(of: [OffsetsPartitions.topic])
        }
        let before = Self.offsetsTopic(in: try take(answers[0]))
        let after = Self.offsetsTopic(in: try take(answers[2]))
        let answer: ListGroupsAnswer
        do throws(MalformedMessage) {
            answer = try ListGroupsAnswer(answers[1])
        } catch {
            throw KafkaError(.malformedReply, "ListGroups: \(error.reason)")
        }
        guard answer.error == .none else { throw KafkaError(answer.error) }
        var states: [GroupID: GroupState] = [:]
        let untold = answer.groups.filter { $0.state == nil }.map(\.group)
        for (group, state) in try await self.states(of: untold, at: broker, before: deadline) {
            states[group] = state
        }
        let address = address(of: broker)
        let groups = answer.groups.map { entry in
            ListedGroup(
                group: entry.group,
                state: entry.state ?? states[entry.group] ?? .unknown,
                type: entry.type,
                // Names come whole here.
                isDescribed: true,
                coordinator: address
            )
        }
        return BrokerListing(broker: broker, groups: groups, before: before, after: after)
    }

    /// The states of groups by their descriptions, for brokers that do not list states.
    private func states(
        of groups: [GroupID],
        at broker: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) -> [(GroupID, GroupState)] {
        guard !groups.isEmpty else { return [] }
        let answer = try await ask(broker, .describeGroups, before: deadline) { _ in
            ["groups": .array(groups.map { .text(Text($0.name)) })]
        }.message()
        return answer["groups"].structures.filter { $0.int16("errorCode") == 0 }.map {
            (GroupID($0.text("groupId").description), GroupState(named: $0.text("groupState").description))
        }
    }
}

extension GroupType {
    /// The kind of a group by what ListGroups tells of it.
    ///
    /// - Parameters:
    ///   - name: The type's name, `nil` where the broker does not tell it.
    ///   - protocolType: What the members call their protocol.
    init(named name: String?, protocolType: String) {
        switch name?.lowercased() {
        case nil, "classic":
            // Brokers that do not tell types have no others, but for early versions of the newer protocols.
            self =
                switch protocolType {
                case "": .simple
                case "consumer": .classic
                case "share": .share
                case "streams" where name == nil: .streams
                default: .classicOf(protocolType)
                }
        case "consumer": self = .consumer
        case "streams": self = .streams
        case "share": self = .share
        case .some: self = GroupType(rawValue: name ?? "") ?? .unknown
        }
    }
}

extension ConnectionFailureReason {
    /// Whether a broker cannot be reached where it says that it is.
    var keepsFromBroker: Bool {
        switch self {
        case .refused, .unresolved, .noRoute, .silent: true
        default: false
        }
    }
}
