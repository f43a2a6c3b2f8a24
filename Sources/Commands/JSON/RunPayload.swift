import Engine
import Offsets

/// R: how a run ended, or how far it is; `verified` is how many partitions were read back and compared.
struct RunPayload: JSONPayload {
    let record: RunRecord
    let verified: Int?
    let mismatches: [Mismatch]
    let unread: [UnreadGroup]

    /// A run that has just ended.
    init(_ outcome: RunOutcome) {
        record = outcome.record
        verified = outcome.verified
        mismatches = outcome.mismatches
        unread = outcome.unread
    }

    /// A run as the journal has it.
    ///
    /// That every partition was read back is known of those that ended by it alone.
    init(_ run: RunSummary) {
        record = run.record
        verified = [.done, .raced].contains(run.record.state) ? run.items : nil
        mismatches = run.mismatches
        unread = run.unread
    }

    func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json) }
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("id", record.id.text)
        json.member("state", record.state.rawValue)
        json.member("startedAt", record.startedAt.description)
        json.member("finishedAt", record.finishedAt?.description)
        json.member("verified", verified)
        json.member("mismatches", array: mismatches.lazy.map(MismatchPayload.init))
        json.member("unread", array: unread.lazy.map(UnreadGroupPayload.init))
        json.member("error", record.error.map(ErrorPayload.init))
    }
}
