import Offsets

/// The object `{"topic", "partition", "offset", "leaderEpoch", "metadata", "logStart", "logEnd", "lag"}`.
struct OffsetPayload: JSONPayload {
    let offset: CommittedOffset
    let bounds: LogBounds?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", offset.topic)
            json.member("partition", offset.partition)
            json.member("offset", offset.offset)
            json.member("leaderEpoch", offset.leaderEpoch)
            json.member("metadata", offset.metadata.text)
            json.member("logStart", bounds?.start)
            json.member("logEnd", bounds?.end)
            json.member("lag", bounds.map { Lag.records(behind: $0, at: offset) })
        }
    }
}
