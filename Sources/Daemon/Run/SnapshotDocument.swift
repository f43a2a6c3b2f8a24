import FoundationEssentials
import Offsets

/// What `tidemark snapshot --json` has put out, as far as a run is judged by it.
struct SnapshotDocument: Decodable {
    struct Snapshot: Decodable {
        let id: String
        let groups: Int
        let offsets: Int
        let bytes: Int
        let state: String
    }

    struct Coverage: Decodable {
        struct Failed: Decodable {
            let group: String
        }

        let listed: Int?
        let failed: [Failed]
    }

    struct Failure: Decodable {
        let code: String
        let message: String
        let hint: String?
    }

    let snapshot: Snapshot?
    let coverage: Coverage?
    let error: Failure?

    /// The document in an output; `nil` where there is none.
    static func read(_ bytes: [UInt8]) -> SnapshotDocument? {
        try? JSONDecoder().decode(SnapshotDocument.self, from: Data(bytes))
    }

    /// The snapshot, where there is one.
    var taken: TakenSnapshot? {
        snapshot.map { snapshot in
            TakenSnapshot(
                id: SnapshotID(text: snapshot.id),
                groups: snapshot.groups,
                offsets: snapshot.offsets,
                bytes: snapshot.bytes,
                listedGroups: coverage?.listed,
                failedGroups: coverage?.failed.count ?? 0,
                // A state that only a newer Tidemark knows is not complete.
                state: SnapshotState(rawValue: snapshot.state) ?? .partial
            )
        }
    }
}
