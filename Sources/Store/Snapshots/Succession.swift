import Offsets

/// The order in which snapshots were taken.
///
/// It is that of their times, except where a clock was set back: a snapshot names the one before it with the same cluster
/// and job, and comes after it whatever its own time says. Where that one was removed on purpose, its marks name the one
/// before.
enum Succession {
    /// Where a snapshot belongs: at its own time, or so many steps after one with a later time.
    struct Place: Hashable, Comparable, Sendable {
        var time: Timestamp
        var steps: Int

        static func < (left: Place, right: Place) -> Bool {
            left.time == right.time ? left.steps < right.steps : left.time < right.time
        }
    }

    /// The snapshots, oldest first; of two with the same place, the one with the smaller id.
    static func ordered(_ snapshots: [StoredSnapshot]) -> [StoredSnapshot] {
        let places = places(of: snapshots)
        func isEarlier(_ left: Int, _ right: Int) -> Bool {
            places[left] == places[right] ? snapshots[left].id < snapshots[right].id : places[left] < places[right]
        }
        // Most stores are in this order already, by the names.
        guard zip(snapshots.indices, snapshots.indices.dropFirst()).contains(where: { !isEarlier($0, $1) }) else {
            return snapshots
        }
        return snapshots.indices.sorted(by: isEarlier).map { snapshots[$0] }
    }

    /// Where each of the snapshots belongs, in the same order.
    static func places(of snapshots: [StoredSnapshot]) -> [Place] {
        let known = Dictionary(snapshots.indices.map { (snapshots[$0].digest, $0) }) { first, _ in first }
        func predecessor(of index: Int) -> Int? {
            let snapshot = snapshots[index]
            let named =
                snapshot.previousDigest.flatMap { known[$0] } ?? snapshot.marks.successor?.digest.flatMap { known[$0] }
            guard let before = named else { return nil }
            return snapshots[before].cluster.id == snapshot.cluster.id ? before : nil
        }
        var places = [Place?](repeating: nil, count: snapshots.count)
        for index in snapshots.indices where places[index] == nil {
            // Back to the first one with a place; a chain has no more links than there are snapshots.
            var links = [index]
            while let before = predecessor(of: links[links.count - 1]), places[before] == nil,
                links.count <= snapshots.count
            {
                links.append(before)
            }
            for link in links.reversed() {
                var place = Place(time: snapshots[link].startedAt, steps: 0)
                if let before = predecessor(of: link).flatMap({ places[$0] }), before.time >= place.time {
                    place = Place(time: before.time, steps: before.steps + 1)
                }
                places[link] = place
            }
        }
        return places.enumerated().map { $1 ?? Place(time: snapshots[$0].startedAt, steps: 0) }
    }
}
