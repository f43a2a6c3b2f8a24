/// What `tidemark snapshot --json` prints.
struct SnapshotDocument: Decodable, Sendable {
    let schemaVersion: Int
    let snapshot: SnapshotEntry
    let coverage: CoverageEntry
}
