/// What `tidemark list --json` prints.
package struct ListDocument: Decodable, Sendable {
    /// A file that cannot be read as a snapshot.
    package struct Damaged: Decodable, Sendable {
        package let file: String
        package let reason: String
    }

    package let schemaVersion: Int
    package let snapshots: [SnapshotEntry]
    package let damaged: [Damaged]
}
