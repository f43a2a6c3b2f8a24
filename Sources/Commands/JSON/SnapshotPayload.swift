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
            json.member("startedAt", stored.startedAt.description)
            json.member("finishedAt", stored.finishedAt.description)
            json.member("groups", stored.groups)
            json.member("offsets", stored.offsets)
            json.member("bytes", stored.bytes)
            json.member("digest", stored.digest.description)
            json.member("offsetsDigest", stored.offsetsDigest.description)
            json.member("state", stored.state.rawValue)
            json.member("held", stored.held)
            json.member("tags", array: stored.tags)
            json.member("note", stored.note)
            json.member("selection", SelectionPayload(stored.selection))
        }
    }
}
