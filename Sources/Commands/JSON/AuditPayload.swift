import Offsets
import Store

/// A record of the audit log, in the order in which its hash covers it, and the groups of the run that it is about.
struct AuditPayload: JSONPayload {
    let record: AuditRecord

    init(_ record: AuditRecord) {
        self.record = record
    }

    func write(to json: inout JSONWriter) {
        let entry = record.entry
        json.object { json in
            json.member("number", record.number)
            json.member("at", entry.at)
            json.member("who", OperatorPayload(entry.who))
            json.member("action", entry.action)
            json.member("subject", entry.subject)
            json.member("cluster", entry.cluster.map(ClusterPayload.init))
            json.member("planDigest", entry.planDigest?.description)
            json.member("offsetsBefore", entry.offsetsBefore)
            json.member("offsetsAfter", entry.offsetsAfter)
            json.member("result", entry.result)
            json.member("detail", entry.detail)
            json.member("evidence", entry.evidence?.description)
            json.member("reason", entry.reason)
            json.member("groups", array: record.groups.map(\.name))
            json.member("hash", record.hash.description)
        }
    }
}

/// The object `{"user", "uid", "loginUid", "host"}` of who ordered something.
struct OperatorPayload: JSONPayload {
    let who: Operator

    init(_ who: Operator) {
        self.who = who
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("user", who.userName)
            json.member("uid", who.uid)
            json.member("loginUid", who.loginUID)
            json.member("host", who.host)
        }
    }
}
