/// What `tidemark snapshot --json` prints.
package struct SnapshotDocument: Decodable, Sendable {
    package let schemaVersion: Int
    package let snapshot: SnapshotEntry
    package let coverage: CoverageEntry
}
