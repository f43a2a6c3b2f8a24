import Offsets

/// R and what else the journal knows of the run: `"kind"`, `"snapshot"`, `"who"`, `"groups"` and more.
struct JournalledRunPayload: JSONPayload {
    let run: RunSummary

    init(_ run: RunSummary) {
        self.run = run
    }

    func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json) }
    }

    func writeMembers(to json: inout JSONWriter) {
        let record = run.record
        RunPayload(run).writeMembers(to: &json)
        json.member("kind", record.kind.rawValue)
        json.member("mode", record.mode.rawValue)
        json.member("protocol", record.commitProtocol.rawValue)
        json.member("cluster", ClusterPayload(record.cluster))
        json.member("snapshot", record.snapshot?.text)
        json.member("undoOf", record.undoOf?.text)
        json.member("planDigest", record.planDigest.description)
        json.member("who", OperatorPayload(record.who))
        json.member("groups", run.groups)
        json.member("partitions", run.items)
    }
}
