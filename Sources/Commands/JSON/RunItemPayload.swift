import Offsets

/// The object `{"group", "topic", "partition", "action", "preImageRead", "before", "planned"}` with the metadata.
///
/// `before` is null both where nothing was read yet and where nothing was there; `preImageRead` tells which.
struct RunItemPayload: JSONPayload {
    let item: RunItem

    init(_ item: RunItem) {
        self.item = item
    }

    func write(to json: inout JSONWriter) {
        var before: CommittedOffset?
        if case .committed(let offset) = item.preImage { before = offset }
        json.object { json in
            json.member("group", item.group.name)
            json.member("topic", item.topicPartition.topic)
            json.member("partition", item.topicPartition.partition)
            json.member("action", item.action.rawValue)
            json.member("preImageRead", item.preImage != .notRead)
            json.member("before", before?.offset)
            json.member("planned", item.planned?.offset)
            json.member("beforeMetadata", before?.metadata.text)
            json.member("plannedMetadata", item.planned?.metadata.text)
        }
    }
}
