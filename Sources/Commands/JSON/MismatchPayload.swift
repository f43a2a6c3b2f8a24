import Offsets

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
