import Engine
import Offsets
import Store

/// R: how a run ended; `verified` is how many partitions were read back and compared.
struct RunPayload: JSONPayload {
    let outcome: RunOutcome

    init(_ outcome: RunOutcome) {
        self.outcome = outcome
    }

    func write(to json: inout JSONWriter) {
        let record = outcome.record
        json.object { json in
            json.member("id", record.id.text)
            json.member("state", record.state.rawValue)
            json.member("startedAt", record.startedAt.description)
            json.member("finishedAt", record.finishedAt?.description)
            json.member("verified", outcome.verified)
            json.member("mismatches", array: outcome.mismatches.lazy.map(MismatchPayload.init))
            json.member("error", record.error.map(ErrorPayload.init))
        }
    }
}
