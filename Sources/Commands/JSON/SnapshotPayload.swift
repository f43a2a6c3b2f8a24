import Offsets
import Store

/// S: a snapshot without its offsets.
struct SnapshotPayload: JSONPayload {
    let stored: StoredSnapshot

    init(_ stored: StoredSnapshot) {
        self.stored = stored
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", stored.id.text)
            json.member("file", stored.file)
            json.member("cluster", ClusterPayload(stored.cluster))
            json.member("job", stored.job)
            json.member("startedAt", stored.startedAt)
            json.member("finishedAt", stored.finishedAt)
            json.member("groups", stored.groups)
            json.member("offsets", stored.offsets)
            json.member("bytes", stored.bytes)
            json.member("digest", stored.digest.description)
            json.member("offsetsDigest", stored.offsetsDigest.description)
            json.member("state", stored.state.rawValue)
            json.member("held", stored.protection(at: .now()) != .none)
            json.member("hold", stored.marks.hold.map(HoldPayload.init))
            json.member("verifiedAt", stored.verifiedAt)
            json.member("tags", array: stored.tags)
            json.member("note", stored.note)
            json.member("importedFrom", stored.importedFrom)
            json.member("selection", SelectionPayload(stored.selection))
        }
    }
}

/// The object `{"since", "until", "who", "reason"}` of a snapshot's hold, also of one that is over.
struct HoldPayload: JSONPayload {
    let hold: SnapshotHold

    init(_ hold: SnapshotHold) {
        self.hold = hold
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("since", hold.since)
            json.member("until", hold.until)
            json.member("who", hold.who)
            json.member("reason", hold.reason)
        }
    }
}

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

/// The object `{"id", "file", "state", "reason"}` of a file that cannot be read as a snapshot.
struct DamagedFilePayload: JSONPayload {
    let damaged: DamagedFile

    init(_ damaged: DamagedFile) {
        self.damaged = damaged
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", damaged.id?.text)
            json.member("file", damaged.file)
            json.member("state", damaged.state)
            json.member("reason", damaged.reason)
        }
    }
}
