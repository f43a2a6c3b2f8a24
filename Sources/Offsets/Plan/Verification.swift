/// Comparison of what groups hold with what a plan says, offset and metadata of every partition.
///
/// A partition that was not read back counts as holding nothing. Skipped partitions are nobody's promise and are not
/// compared.
public enum Verification {
    /// What differs from the plan after it was carried out, in the order of the steps.
    public static func compare(
        planned steps: [PlanStep],
        readBack: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        mismatches(steps, readBack) { $0.to }
    }

    /// What differs from what the plan found when it was made, in the order of the steps: what has moved since.
    public static func moved(
        since steps: [PlanStep],
        present: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        mismatches(steps, present) { $0.from }
    }

    private static func mismatches(
        _ steps: [PlanStep],
        _ held: [GroupID: [TopicPartition: CommittedOffset]],
        expected: (PlanStep) -> CommittedOffset?
    ) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        var group: GroupID?
        var offsets: [TopicPartition: CommittedOffset] = [:]
        for step in steps where step.action != .skip {
            if step.group != group {
                group = step.group
                offsets = held[step.group] ?? [:]
            }
            let expectation = expected(step)
            let found = offsets[step.topicPartition]
            if !isSame(expectation, found) {
                mismatches.append(
                    Mismatch(
                        group: step.group,
                        topicPartition: step.topicPartition,
                        expected: expectation,
                        found: found
                    )
                )
            }
        }
        return mismatches
    }

    private static func isSame(_ expected: CommittedOffset?, _ found: CommittedOffset?) -> Bool {
        switch (expected, found) {
        case (nil, nil): true
        case (let expected?, let found?): expected.holdsSame(as: found)
        default: false
        }
    }
}
