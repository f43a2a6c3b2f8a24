/// What `tidemark list --json` prints.
struct ListDocument: Decodable, Sendable {
    /// A file that cannot be read as a snapshot.
    struct Damaged: Decodable, Sendable {
        let file: String
        let reason: String
    }

    let schemaVersion: Int
    let snapshots: [SnapshotEntry]
    let damaged: [Damaged]
}
