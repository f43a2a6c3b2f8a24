import Offsets
import Store

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
