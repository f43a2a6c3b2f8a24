/// A snapshot in a JSON document.
package struct SnapshotEntry: Decodable, Hashable, Sendable {
    package let id: String
    package let file: String
    package let job: String?
    package let startedAt: String
    package let finishedAt: String
    package let groups: Int
    package let offsets: Int
    package let bytes: Int
    package let digest: String
    package let offsetsDigest: String
    package let state: String
    package let tags: [String]
    package let note: String?
}
