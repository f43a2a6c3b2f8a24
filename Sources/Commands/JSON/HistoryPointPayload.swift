import Offsets

/// The object `{"snapshot", "at", "state", "reason", "offsets", "totalLag", "unknownLags", "movement"}`: a group in one
/// snapshot.
struct HistoryPointPayload: JSONPayload {
    let point: GroupHistory.Point

    init(_ point: GroupHistory.Point) {
        self.point = point
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("snapshot", point.snapshot.text)
            json.member("at", point.at)
            json.member("state", HistoryReport.name(of: point.standing))
            json.member("reason", reason)
            json.member("offsets", array: point.offsets.lazy.map(HeldOffsetPayload.init))
            json.member("totalLag", point.totalLag)
            json.member("unknownLags", unknownLags)
            json.member("movement", point.step.map(StepPayload.init))
        }
    }

    private var unknownLags: Int? { point.standing == .held ? point.unknownLags : nil }

    private var reason: String? {
        guard case .untold(.failed(let reason)) = point.standing else { return nil }
        return reason
    }
}

/// The object of an offset as in `show`, with its `"movement"`.
private struct HeldOffsetPayload: JSONPayload {
    let held: GroupHistory.Held

    init(_ held: GroupHistory.Held) {
        self.held = held
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            OffsetPayload(offset: held.offset, bounds: held.bounds).writeMembers(to: &json)
            json.member("movement", held.movement)
        }
    }
}

/// The object `{"forward", "back", "added", "removed", "damage"}`: what happened since the snapshot before.
private struct StepPayload: JSONPayload {
    let step: GroupHistory.Step

    init(_ step: GroupHistory.Step) {
        self.step = step
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("forward", step.forward)
            json.member("back", step.back)
            json.member("added", step.added)
            json.member("removed", step.removed)
            json.member("damage", step.damage?.rawValue)
        }
    }
}
