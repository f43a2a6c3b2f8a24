import Engine
import Offsets

/// The object `{"run", "direction", "group"}`: the last run of an installation that was committed, as Kafka knows it.
struct MarkPayload: JSONPayload {
    let mark: CommittedMark

    init(_ mark: CommittedMark) {
        self.mark = mark
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("run", mark.mark.run)
            json.member("direction", mark.mark.direction.rawValue)
            json.member("group", mark.group.name)
        }
    }
}
