/// Who is in a group that must not be touched, and how long members that are gone are still counted.
public struct GroupOccupants: Hashable, Sendable {
    /// So many are named.
    private static let namedAtMost = 3
    /// What the Java client and librdkafka ask for when nobody says otherwise (`session.timeout.ms`).
    private static let usualSession = Duration.seconds(45)

    /// The members, `nil` where the client library cannot tell.
    public let members: [GroupMember]?
    /// How long a member of the new consumer protocol (KIP-848) may be silent, which is a setting of the brokers; `nil`
    /// for a group in which every member brings its own, and where it is not known.
    public let sessionTimeout: Duration?

    /// What is known of a group's members.
    public init(members: [GroupMember]? = nil, sessionTimeout: Duration? = nil) {
        self.members = members
        self.sessionTimeout = sessionTimeout
    }

    /// The members by name, at most three and a count: `app-1 on 10.0.0.5, app-2 on 10.0.0.6 and 4 more`; `nil` where
    /// none is known.
    public var names: String? {
        guard let members, !members.isEmpty else { return nil }
        let named = members.prefix(Self.namedAtMost).map { member in
            let instance = member.instanceID.map { " (\($0))" } ?? ""
            return "\(member.clientID)\(instance) on \(member.host)"
        }
        let rest = members.count - named.count
        return named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// Until when a member that was killed, or a static one that was stopped, is counted.
    public var sessionInWords: String {
        let end =
            if let sessionTimeout {
                "\(sessionTimeout.components.seconds) s after their last heartbeat (group.consumer.session.timeout.ms)"
            } else {
                "their session times out (session.timeout.ms of the client, "
                    + "\(Self.usualSession.components.seconds) s by default)"
            }
        return "members that were killed, and static members, count until \(end)"
    }
}

/// A member of a group, as far as its coordinator tells who it is.
public struct GroupMember: Hashable, Sendable {
    /// What the client calls itself (`client.id`); several may use the same name.
    public let clientID: String
    /// The host it is connected from.
    public let host: String
    /// The name of a static member (`group.instance.id`), `nil` for any other.
    public let instanceID: String?
    /// The partitions that it consumes, sorted; `nil` where that is not told.
    public let assignment: [TopicPartition]?

    /// A member; a host is shown without the slash that brokers put before it.
    public init(clientID: String, host: String, instanceID: String? = nil, assignment: [TopicPartition]? = nil) {
        self.clientID = clientID
        self.host = host.hasPrefix("/") ? String(host.dropFirst()) : host
        self.instanceID = instanceID
        self.assignment = assignment?.sorted()
    }

    /// The same member, whatever it consumes.
    public var withoutAssignment: GroupMember {
        GroupMember(clientID: clientID, host: host, instanceID: instanceID)
    }
}

/// The partitions of a topic that a member consumes.
public struct AssignedTopic: Hashable, Sendable {
    /// The topic.
    public let topic: String
    /// The partitions, ascending.
    public let partitions: [Int32]
}

extension GroupMember {
    /// What it consumes topic by topic, sorted; `nil` where that is not told.
    public var assignedTopics: [AssignedTopic]? {
        guard let assignment else { return nil }
        return Dictionary(grouping: assignment, by: \.topic).sorted { $0.key < $1.key }.map { topic, partitions in
            AssignedTopic(topic: topic, partitions: partitions.map(\.partition).sorted())
        }
    }
}
