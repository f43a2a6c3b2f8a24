import Offsets

/// Snapshots as retention sees them.
enum RetentionSample {
    static let group = RetentionGroup(clusterID: "c-1", job: "nightly")

    static func candidate(
        _ moment: Timestamp,
        number: Int = 0,
        group: RetentionGroup = group,
        state: SnapshotState = .complete,
        protection: SnapshotProtection = .none
    ) -> RetentionCandidate {
        RetentionCandidate(
            id: SnapshotID(text: "\(moment)-\(number)"),
            group: group,
            startedAt: moment,
            state: state,
            protection: protection
        )
    }

    static func candidate(
        seconds: Int64,
        state: SnapshotState = .complete,
        protection: SnapshotProtection = .none
    ) -> RetentionCandidate {
        candidate(Timestamp(nanoseconds: seconds * 1_000_000_000), state: state, protection: protection)
    }
}
