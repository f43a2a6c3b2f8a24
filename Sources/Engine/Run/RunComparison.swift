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
        compare(items, held) { $0.preImage.offset }
    }

    private static func compare(
        _ items: [RunItem],
        _ held: [GroupID: [TopicPartition: CommittedOffset]],
        expected: (RunItem) -> CommittedOffset?
    ) -> [Mismatch] {
        OffsetComparison.mismatches(items.count, in: held) { place in
            let item = items[place]
            return Expectation(item.group, item.topicPartition, expected(item))
        }
    }
}

extension PreImage {
    /// The offset that was there, `nil` for none.
    var offset: CommittedOffset? {
        if case .committed(let offset) = self { offset } else { nil }
    }
}
