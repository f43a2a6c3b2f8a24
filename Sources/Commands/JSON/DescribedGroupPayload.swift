import Cluster
import Engine
import Offsets

/// A group as it is now, with its offsets.
struct DescribedGroupPayload: JSONPayload {
    let group: DescribedGroup
    let bounds: LogBoundsIndex
    /// What was asked for besides.
    let detail: DescribeDetail

    func write(to json: inout JSONWriter) {
        json.object { json in
            GroupOffsetsPayload(group: group.group, bounds: bounds).writeIdentity(to: &json)
            json.member("coordinator", group.description?.coordinator?.address)
            json.member("members", group.members)
            if let clients = group.clients {
                json.member("clients", array: clients.map(GroupMemberPayload.init))
            } else {
                json.member("clients", nil as String?)
            }
            GroupLagPayload.write(group.lag, to: &json)
            if detail.showsAges { json.member("behindSeconds", group.age) }
            if detail.isWatched { json.member("consumption", group.consumption.map(ConsumptionPayload.init)) }
            json.member(
                "offsets",
                array: group.held.lazy.map { DescribedOffsetPayload(held: $0, detail: detail) }
            )
        }
    }
}

/// What `describe` was asked for besides offsets and lag.
struct DescribeDetail: Hashable, Sendable {
    /// Whether for the ages of records.
    let showsAges: Bool
    /// Whether for look after look.
    let isWatched: Bool
}

/// A committed offset as it is now.
private struct DescribedOffsetPayload: JSONPayload {
    let held: DescribedGroup.Held
    let detail: DescribeDetail

    func write(to json: inout JSONWriter) {
        json.object { json in
            OffsetPayload(offset: held.offset, bounds: held.bounds).writeMembers(to: &json)
            if detail.showsAges { json.member("behindSeconds", held.age) }
            if detail.isWatched { json.member("consumption", held.consumption.map(ConsumptionPayload.init)) }
        }
    }
}

/// The object `{"client", "host", "instance", "assignment"}`.
private struct GroupMemberPayload: JSONPayload {
    let member: GroupMember

    init(_ member: GroupMember) {
        self.member = member
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("client", member.clientID)
            json.member("host", member.host)
            json.member("instance", member.instanceID)
            if let assigned = member.assignedTopics {
                json.member("assignment", array: assigned.map(AssignedTopicPayload.init))
            } else {
                json.member("assignment", nil as String?)
            }
        }
    }
}

/// The object `{"topic", "partitions"}`.
private struct AssignedTopicPayload: JSONPayload {
    let assigned: AssignedTopic

    init(_ assigned: AssignedTopic) {
        self.assigned = assigned
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", assigned.topic)
            json.member("partitions", array: assigned.partitions)
        }
    }
}

/// The members `"lag"`, `"unknownLags"` and `"rewindable"` of a group.
enum GroupLagPayload {
    static func write(_ lag: GroupLag, to json: inout JSONWriter) {
        json.member("lag", lag.records)
        json.member("unknownLags", lag.unknown)
        json.member("rewindable", lag.rewindable)
    }
}

/// The object `{"milliseconds", "consumed", "produced", "secondsToZero"}`.
struct ConsumptionPayload: JSONPayload {
    let consumption: Consumption

    init(_ consumption: Consumption) {
        self.consumption = consumption
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("milliseconds", Int64(consumption.elapsed / .milliseconds(1)))
            json.member("consumed", consumption.consumed)
            json.member("produced", consumption.produced)
            json.member("secondsToZero", consumption.timeToZero?.components.seconds)
        }
    }
}

/// A group as it is listed.
struct ListedGroupPayload: JSONPayload {
    let group: GroupSight
    /// Whether lag was asked for.
    let showsLag: Bool
    let isWatched: Bool

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.group.group.name)
            json.member("state", group.group.state.rawValue)
            json.member("type", group.group.type.rawValue)
            json.member("protocolType", group.group.type.protocolType)
            json.member("members", group.group.members)
            json.member("coordinator", group.group.coordinator)
            guard showsLag else { return }
            json.member("offsets", group.lag?.offsets)
            json.member("lag", group.lag?.records)
            json.member("unknownLags", group.lag?.unknown)
            json.member("rewindable", group.lag?.rewindable)
            if isWatched { json.member("consumption", group.consumption.map(ConsumptionPayload.init)) }
        }
    }
}
