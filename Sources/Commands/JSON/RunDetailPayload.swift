import Offsets

/// Everything the journal holds about one run: what ``JournalledRunPayload`` has, its states with their times, and its
/// items with what was there before.
struct RunDetailPayload: JSONPayload {
    let run: RunDetail

    init(_ run: RunDetail) {
        self.run = run
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            JournalledRunPayload(run.summary).writeMembers(to: &json)
            json.member("events", array: run.events.lazy.map(RunEventPayload.init))
            json.member("targets", array: run.groups.lazy.map(RunGroupPayload.init))
            json.member("items", array: run.items.lazy.map(RunItemPayload.init))
        }
    }
}

/// R and what else the journal knows of the run: `"kind"`, `"snapshot"`, `"who"`, `"groups"` and more.
struct JournalledRunPayload: JSONPayload {
    let run: RunSummary

    init(_ run: RunSummary) {
        self.run = run
    }

    func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json) }
    }

    func writeMembers(to json: inout JSONWriter) {
        let record = run.record
        RunPayload(run).writeMembers(to: &json)
        json.member("kind", record.kind.rawValue)
        json.member("mode", record.mode.rawValue)
        json.member("protocol", record.commitProtocol.rawValue)
        json.member("cluster", ClusterPayload(record.cluster))
        json.member("snapshot", record.snapshot?.text)
        json.member("undoOf", record.undoOf?.text)
        json.member("source", record.source)
        json.member("planDigest", record.planDigest.description)
        json.member("who", OperatorPayload(record.who))
        json.member("reason", record.reason)
        json.member("groups", run.groups)
        json.member("partitions", run.items)
    }
}

/// The object `{"at", "state", "group", "step", "detail"}`; group and step are null for the run as a whole.
struct RunEventPayload: JSONPayload {
    let event: RunEvent

    init(_ event: RunEvent) {
        self.event = event
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", event.at)
            json.member("state", event.state.rawValue)
            json.member("group", event.group?.name)
            json.member("step", event.step?.rawValue)
            json.member("detail", event.detail)
        }
    }
}

/// The object `{"group", "existed", "state", "type"}`: a target group as it was before the run.
struct RunGroupPayload: JSONPayload {
    let group: RunGroup

    init(_ group: RunGroup) {
        self.group = group
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", group.group.name)
            json.member("existed", group.existed)
            json.member("state", group.state?.rawValue)
            json.member("type", group.type.rawValue)
        }
    }
}

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
