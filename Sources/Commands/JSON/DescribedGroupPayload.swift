import Offsets

/// A group as it is now: the object `{"group", "state", "type", "members", "offsets"}`.
struct DescribedGroupPayload: JSONPayload {
    let group: GroupOffsetsPayload
    /// How many members it has, `nil` where the client library cannot tell.
    let members: Int?

    func write(to json: inout JSONWriter) {
        json.object { json in
            group.writeIdentity(to: &json)
            json.member("members", members)
            group.writeOffsets(to: &json)
        }
    }
}
