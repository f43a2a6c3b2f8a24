import Store

/// The object `{"file", "reason"}` of a file that cannot be read as a snapshot.
struct DamagedFilePayload: JSONPayload {
    let damaged: DamagedFile

    init(_ damaged: DamagedFile) {
        self.damaged = damaged
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("file", damaged.file)
            json.member("reason", damaged.reason)
        }
    }
}
