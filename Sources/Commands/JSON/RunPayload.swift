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
        json.member("startedAt", record.startedAt)
        json.member("finishedAt", record.finishedAt)
        json.member("verified", verified)
        json.member("mismatches", array: mismatches.lazy.map(MismatchPayload.init))
        json.member("unread", array: unread.lazy.map(UnreadGroupPayload.init))
        json.member("error", record.error.map(ErrorPayload.init))
    }
}

/// The object `{"group", "topic", "partition", "expected", "found"}`, and the metadata, which may be all that differs.
struct MismatchPayload: JSONPayload {
    let mismatch: Mismatch

    init(_ mismatch: Mismatch) {
        self.mismatch = mismatch
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", mismatch.group.name)
            json.member("topic", mismatch.topicPartition.topic)
            json.member("partition", mismatch.topicPartition.partition)
            json.member("expected", mismatch.expected?.offset)
            json.member("found", mismatch.found?.offset)
            json.member("expectedMetadata", mismatch.expected?.metadata.text)
            json.member("foundMetadata", mismatch.found?.metadata.text)
        }
    }
}

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
