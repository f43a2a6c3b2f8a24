/// Comparison of what groups hold with what they should hold, offset and metadata of every partition.
///
/// A partition that was not read back counts as holding nothing.
public enum Verification {
    /// What differs, in the order of the expectations, of which those of a group follow each other.
    public static func mismatches(
        _ expectations: some Sequence<Expectation>,
        in held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        var group: GroupID?
        var offsets: [TopicPartition: CommittedOffset] = [:]
        for expectation in expectations {
            if expectation.group != group {
                group = expectation.group
                offsets = held[expectation.group] ?? [:]
            }
            let found = offsets[expectation.topicPartition]
            guard !isSame(expectation.offset, found) else { continue }
            mismatches.append(
                Mismatch(
                    group: expectation.group,
                    topicPartition: expectation.topicPartition,
                    expected: expectation.offset,
                    found: found
                )
            )
        }
        return mismatches
    }

    /// What differs from what the plan found when it was made: what has moved since.
    ///
    /// Skipped partitions are nobody's promise and are not compared.
    public static func moved(
        since steps: some Collection<PlanStep>,
        present: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        let compared = steps.lazy.filter { $0.action != .skip }
        return mismatches(compared.map { Expectation($0.group, $0.topicPartition, $0.from) }, in: present)
    }

    private static func isSame(_ expected: CommittedOffset?, _ found: CommittedOffset?) -> Bool {
        switch (expected, found) {
        case (nil, nil): true
        case (let expected?, let found?): expected.holdsSame(as: found)
        default: false
        }
    }
}
