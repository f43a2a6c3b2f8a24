import Offsets

/// The object `{"topic", "partition", "code", "reason"}`.
struct PartitionFailurePayload: JSONPayload {
    let failure: PartitionFailure

    init(_ failure: PartitionFailure) {
        self.failure = failure
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", failure.topicPartition.topic)
            json.member("partition", failure.topicPartition.partition)
            json.member("code", failure.code)
            json.member("reason", failure.reason)
        }
    }
}
