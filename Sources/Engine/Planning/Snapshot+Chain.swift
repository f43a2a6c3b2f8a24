public import Offsets
public import Store

extension Snapshot {
    /// The snapshot as the successor of another one of the same cluster and job: it names it, and says so when it
    /// has no groups or is far smaller than the last complete one.
    ///
    /// - Parameters:
    ///   - newest: The newest one of this cluster and job, whatever its state.
    ///   - complete: The newest complete one with which the size can be compared.
    /// - Returns: The snapshot with its place in the chain.
    public func following(_ newest: StoredSnapshot?, complete: StoredSnapshot?) -> Snapshot {
        var linked = self
        linked.origin.previousDigest = newest?.digest
        linked.origin.suspicion = Suspicion.judge(
            previous: complete.map { ($0.groups, $0.offsets) },
            now: (groups.count, offsetCount),
            listed: coverage.listed,
            failed: coverage.failed.count
        )
        return linked
    }
}
