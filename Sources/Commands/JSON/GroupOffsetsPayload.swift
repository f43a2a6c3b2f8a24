import Offsets

/// The object `{"group", "state", "type", "offsets": […]}`.
struct GroupOffsetsPayload: JSONPayload {
    let group: GroupOffsets
    let bounds: LogBoundsIndex

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.group.name)
            json.member("state", group.state.rawValue)
            json.member("type", group.type.rawValue)
            json.member(
                "offsets",
                array: group.offsets.lazy.map { OffsetPayload(offset: $0, bounds: bounds.bounds(of: $0)) }
            )
        }
    }
}
