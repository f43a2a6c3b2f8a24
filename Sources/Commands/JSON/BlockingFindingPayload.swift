import Offsets

/// The object `{"finding", "group", "topic", "partition", "message"}`; topic and partition are null for a whole group.
struct BlockingFindingPayload: JSONPayload {
    let blocking: BlockingFinding

    init(_ blocking: BlockingFinding) {
        self.blocking = blocking
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("finding", blocking.finding.rawValue)
            json.member("group", blocking.group.name)
            json.member("topic", blocking.topicPartition?.topic)
            json.member("partition", blocking.topicPartition?.partition)
            json.member("message", blocking.message)
        }
    }
}
