import Offsets

/// A group of a snapshot: the object `{"group", "state", "type", "offsets"}`.
struct GroupOffsetsPayload: JSONPayload {
    let group: GroupOffsets
    let bounds: LogBoundsIndex

    func write(to json: inout JSONWriter) {
        json.object { json in
            writeIdentity(to: &json)
            writeOffsets(to: &json)
        }
    }

    /// Writes the members before the offsets.
    func writeIdentity(to json: inout JSONWriter) {
        json.member("group", group.group.name)
        json.member("state", group.state.rawValue)
        json.member("type", group.type.rawValue)
        json.member("protocolType", group.protocolType)
    }

    /// Writes the member with the offsets.
    func writeOffsets(to json: inout JSONWriter) {
        json.member(
            "offsets",
            array: group.offsets.lazy.map { OffsetPayload(offset: $0, bounds: bounds.bounds(of: $0)) }
        )
    }
}

/// The object `{"topic", "partition", "offset", "leaderEpoch", "metadata", "logStart", "logEnd", "lag"}`.
struct OffsetPayload: JSONPayload {
    let offset: CommittedOffset
    let bounds: LogBounds?

    func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json) }
    }

    /// Writes the members alone.
    func writeMembers(to json: inout JSONWriter) {
        json.member("topic", offset.topic)
        json.member("partition", offset.partition)
        json.member("offset", offset.offset)
        json.member("leaderEpoch", offset.leaderEpoch)
        json.member("metadata", offset.metadata.text)
        json.member("logStart", bounds?.start)
        json.member("logEnd", bounds?.end)
        json.member("lag", bounds.map { Lag.records(behind: $0, at: offset) })
    }
}
