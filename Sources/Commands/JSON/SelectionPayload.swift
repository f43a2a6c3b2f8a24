import Offsets

/// The object `{"groups", "excludedGroups", "topics", "excludedTopics", "partitions"}`: what a snapshot was taken of.
struct SelectionPayload: JSONPayload {
    let selection: Selection

    /// What was selected; `nil`, and so null, where that is everything.
    init?(_ selection: Selection) {
        guard !selection.isOfEverything else { return nil }
        self.selection = selection
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("groups", array: selection.groups)
            json.member("excludedGroups", array: selection.excludedGroups)
            json.member("topics", array: selection.topics)
            json.member("excludedTopics", array: selection.excludedTopics)
            json.key("partitions")
            json.array(selection.partitions) { partition, json in json.value(partition) }
        }
    }
}
