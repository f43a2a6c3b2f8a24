import Cluster
import Offsets

/// What has become of a restore's groups since it was done, in words: moved by something else, or expired.
///
/// Kafka does not tell why an offset is gone. An expiry takes all offsets of a group without members at once; whatever
/// takes some of them, or those of a group in use, is something else.
struct AfterRestore: Sendable {
    /// How long looking at the groups' states may take.
    private static let patience: Duration = .seconds(30)

    let cluster: any Cluster
    /// The items of the run.
    let items: [RunItem]

    /// The error that says what differs from what was planned.
    ///
    /// - Parameters:
    ///   - moved: What differs, at least one partition.
    ///   - since: The time in words, such as `within 60 s of the restore`.
    /// - Returns: The error, exit 3.
    func error(_ moved: [Mismatch], since: String) async -> TidemarkError {
        let expired = await expiredGroups(moved)
        let gone = moved.filter { expired.contains($0.group) }
        let others = moved.filter { !expired.contains($0.group) }
        guard !gone.isEmpty else { return Self.moved("\(since) \(Self.words(others))") }
        let retention = await cluster.settings(before: .after(Self.patience))?.offsetsRetention
        let known = retention.map { ", here \($0.components.seconds / 60)" } ?? ""
        let words =
            "\(since) the offsets of \(gone.count) partitions of \(GroupList.words(expired)) have expired: they are gone, "
            + "and the groups have no members"
        guard others.isEmpty else { return Self.moved("\(words); and \(Self.words(others))") }
        return TidemarkError(
            .expiredSince,
            words,
            hint: "The restore was done and verified. The brokers remove the offsets of groups without members "
                + "(offsets.retention.minutes\(known)), for a classic group counted from when it became empty, restored or "
                + "not: restore again and start the consumers at once, or raise the retention first."
        )
    }

    private static func moved(_ words: String) -> TidemarkError {
        TidemarkError(
            .movedSince,
            words,
            hint: "The restore was done and verified. Find what commits for these groups."
        )
    }

    private static func words(_ moved: [Mismatch]) -> String {
        "something else has moved \(moved.count) partitions of \(GroupList.words(Set(moved.map(\.group))))"
    }

    /// The groups of which nothing is left and that have no members; none when that cannot be seen.
    private func expiredGroups(_ moved: [Mismatch]) async -> Set<GroupID> {
        let lost = Dictionary(grouping: moved.filter { $0.found == nil }, by: \.group)
        guard !lost.isEmpty else { return [] }
        // What was to be held, by group; of an expired one none of it is.
        let held = Dictionary(grouping: items.filter { $0.action != .delete }, by: \.group)
        let empty = Set(lost.filter { group, gone in gone.count == held[group]?.count { $0.expects != nil } }.keys)
        let reading = TargetReading(cluster: cluster, progress: { _ in })
        guard !empty.isEmpty,
            let states = try? await reading.states(of: empty, known: [], before: .after(Self.patience))
        else { return [] }
        return empty.filter { states[$0]?.isActive != true }
    }
}

extension RunItem {
    /// What the group is to hold after the run, `nil` for nothing.
    fileprivate var expects: CommittedOffset? {
        switch action {
        case .set: planned
        case .delete: nil
        case .keep, .skip: preImage.offset
        }
    }
}
