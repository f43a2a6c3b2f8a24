import Dispatch
public import Offsets
import Synchronization

/// Reading some groups of many snapshots.
extension SnapshotStore {
    /// So many files are read before what was read of them is used up: enough for every core to be busy nearly all the time,
    /// and no more in memory than that.
    private static let readAtOnce = 64

    /// Goes through snapshots and reads some groups of each, several files at a time.
    ///
    /// - Parameters:
    ///   - chosen: The snapshots.
    ///   - beginning: What comes of it to begin with.
    ///   - wanted: The groups that are asked for; with none wanted no offset is read.
    ///   - take: Takes what was read of a snapshot, or why it could not be, into the outcome; called in the order of the
    ///     snapshots. Errors are as those of ``excerpt(_:of:)``.
    /// - Returns: What came of it.
    public func reduced<Outcome: Sendable>(
        _ chosen: [StoredSnapshot],
        into beginning: Outcome,
        of wanted: WantedGroups,
        by take: @Sendable (inout Outcome, StoredSnapshot, Result<SnapshotExcerpt, TidemarkError>) -> Void
    ) -> Outcome {
        var outcome = beginning
        for start in stride(from: 0, to: chosen.count, by: Self.readAtOnce) {
            let part = Array(chosen[start..<min(start + Self.readAtOnce, chosen.count)])
            for (stored, found) in zip(part, Self.excerpts(of: part, wanted)) {
                // What was found goes the way of one that is read alone, so that damage is noticed the same.
                let excerpt = Result { () throws(TidemarkError) in
                    try reading(stored) { () throws(TidemarkError) in
                        let excerpt = try found.get()
                        return (excerpt.digest, excerpt)
                    }
                }
                take(&outcome, stored, excerpt)
            }
        }
        return outcome
    }

    /// What is read of each file, in their order.
    private static func excerpts(
        of snapshots: [StoredSnapshot],
        _ wanted: WantedGroups
    ) -> [Result<SnapshotExcerpt, TidemarkError>] {
        let read = Mutex<[Int: Result<SnapshotExcerpt, TidemarkError>]>([:])
        DispatchQueue.concurrentPerform(iterations: snapshots.count) { index in
            let stored = snapshots[index]
            let excerpt = Result { () throws(TidemarkError) in
                try StoredSnapshotReader.excerpt(stored.file, id: stored.id, of: wanted)
            }
            read.withLock { $0[index] = excerpt }
        }
        return read.withLock { read in snapshots.indices.compactMap { read[$0] } }
    }
}
