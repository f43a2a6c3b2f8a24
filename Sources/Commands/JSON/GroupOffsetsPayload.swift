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
    }

    /// Writes the member with the offsets.
    func writeOffsets(to json: inout JSONWriter) {
        json.member(
            "offsets",
            array: group.offsets.lazy.map { OffsetPayload(offset: $0, bounds: bounds.bounds(of: $0)) }
        )
    }
}
