import Offsets

/// The object `{"group", "reason"}` of a group of which it is not known what it holds.
struct UnreadGroupPayload: JSONPayload {
    let unread: UnreadGroup

    init(_ unread: UnreadGroup) {
        self.unread = unread
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", unread.group.name)
            json.member("reason", unread.reason)
        }
    }
}
