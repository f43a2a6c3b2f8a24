import Offsets

/// Everything the journal holds about one run: what ``JournalledRunPayload`` has, its states with their times, and its
/// items with what was there before.
struct RunDetailPayload: JSONPayload {
    let run: RunDetail

    init(_ run: RunDetail) {
        self.run = run
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            JournalledRunPayload(run.summary).writeMembers(to: &json)
            json.member("events", array: run.events.lazy.map(RunEventPayload.init))
            json.member("targets", array: run.groups.lazy.map(RunGroupPayload.init))
            json.member("items", array: run.items.lazy.map(RunItemPayload.init))
        }
    }
}
