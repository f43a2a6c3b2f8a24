import Offsets

/// The order in which snapshots were taken.
///
/// It is that of their times, except where a clock was set back: a snapshot names the one before it with the same cluster
/// and job, and comes after it whatever its own time says. Where that one was removed on purpose, its marks name the one
/// before.
enum Succession {
    /// Where a snapshot belongs: at its own time, or so many steps after one with a later time.
    private struct Place {
        var time: Timestamp
        var steps: Int
    }

    /// The snapshots, oldest first; of two with the same place, the one with the smaller id.
    static func ordered(_ snapshots: [StoredSnapshot]) -> [StoredSnapshot] {
        let known = Dictionary(snapshots.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        func predecessor(of snapshot: StoredSnapshot) -> StoredSnapshot? {
            let named =
                snapshot.previousDigest.flatMap { known[$0] } ?? snapshot.marks.successor?.digest.flatMap { known[$0] }
            guard let before = named else { return nil }
            return before.cluster.id == snapshot.cluster.id ? before : nil
        }
        var places: [ContentDigest: Place] = [:]
        for snapshot in snapshots {
            // Back to the first one with a place; a chain has no more links than there are snapshots.
            var links = [snapshot]
            while let before = predecessor(of: links[links.count - 1]), places[before.digest] == nil,
                links.count <= snapshots.count
            {
                links.append(before)
            }
            for link in links.reversed() {
                var place = Place(time: link.startedAt, steps: 0)
                if let before = predecessor(of: link).flatMap({ places[$0.digest] }), before.time >= place.time {
                    place = Place(time: before.time, steps: before.steps + 1)
                }
                places[link.digest] = place
            }
        }
        func key(_ snapshot: StoredSnapshot) -> (Timestamp, Int, SnapshotID) {
            let place = places[snapshot.digest] ?? Place(time: snapshot.startedAt, steps: 0)
            return (place.time, place.steps, snapshot.id)
        }
        return snapshots.map { (key: key($0), snapshot: $0) }.sorted { $0.key < $1.key }.map(\.snapshot)
    }
}
