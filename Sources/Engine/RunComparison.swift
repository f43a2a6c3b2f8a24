import Offsets
import Store

/// Comparison of what groups hold with what a run expects; offset and metadata, missing counts as different.
enum RunComparison {
    /// What differs from what the run was to bring about.
    static func withPlanned(
        _ items: [RunItem], _ held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        compare(items, held) { item in
            switch item.action {
            case .set: item.planned
            case .delete: nil
            case .keep, .skip: item.preImage.offset
            }
        }
    }

    /// What differs from what the groups held before the run.
    static func withPreImage(
        _ items: [RunItem], _ held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        compare(items, held, expected: \.preImage.offset)
    }

    private static func compare(
        _ items: [RunItem], _ held: [GroupID: [TopicPartition: CommittedOffset]],
        expected: (RunItem) -> CommittedOffset?
    ) -> [Mismatch] {
        items.compactMap { item in
            let expectation = expected(item)
            let found = held[item.group]?[item.topicPartition]
            let isSame =
                switch (expectation, found) {
                case (nil, nil): true
                case (let expectation?, let found?): expectation.holdsSame(as: found)
                default: false
                }
            return isSame
                ? nil
                : Mismatch(
                    group: item.group, topicPartition: item.topicPartition, expected: expectation, found: found)
        }
    }
}

extension PreImage {
    /// The offset that was there, `nil` for none.
    var offset: CommittedOffset? {
        if case .committed(let offset) = self { offset } else { nil }
    }
}
