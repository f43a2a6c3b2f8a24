import Offsets

/// Comparison of what groups hold with what a run expects; offset and metadata, missing counts as different.
enum RunComparison {
    /// What differs from what the run was to bring about.
    static func withPlanned(
        _ items: [RunItem],
        _ held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        compare(items, held) { item in
            switch item.action {
            case .set: item.planned
            case .delete: nil
            // Of a run that was found committed by its mark alone, the pre-image may be missing.
            case .keep, .skip: item.preImage == .notRead ? item.planned : item.preImage.offset
            }
        }
    }

    /// What differs from what the groups held before the run.
    static func withPreImage(
        _ items: [RunItem],
        _ held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        compare(items, held, expected: \.preImage.offset)
    }

    private static func compare(
        _ items: [RunItem],
        _ held: [GroupID: [TopicPartition: CommittedOffset]],
        expected: @escaping (RunItem) -> CommittedOffset?
    ) -> [Mismatch] {
        OffsetComparison.mismatches(items.lazy.map { Expectation($0.group, $0.topicPartition, expected($0)) }, in: held)
    }
}

extension PreImage {
    /// The offset that was there, `nil` for none.
    var offset: CommittedOffset? {
        if case .committed(let offset) = self { offset } else { nil }
    }
}
