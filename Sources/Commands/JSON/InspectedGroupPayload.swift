import Engine
import Offsets

/// The object `{"group", "state", "type", "coordinator"}`.
struct InspectedGroupPayload: JSONPayload {
    let group: InspectedGroup

    init(_ group: InspectedGroup) {
        self.group = group
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.group.name)
            json.member("state", group.state.rawValue)
            json.member("type", group.type.rawValue)
            json.member("coordinator", group.coordinator)
        }
    }
}
