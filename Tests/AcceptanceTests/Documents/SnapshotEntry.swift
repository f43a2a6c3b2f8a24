/// A snapshot in a JSON document.
struct SnapshotEntry: Decodable, Hashable, Sendable {
    let id: String
    let file: String
    let groups: Int
    let offsets: Int
    let bytes: Int
    let digest: String
    let offsetsDigest: String
    let state: String
    let tags: [String]
    let note: String?
}
