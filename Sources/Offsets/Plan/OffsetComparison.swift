/// Comparison of what groups hold with what they should hold, offset and metadata of every partition.
///
/// A partition that was not read back counts as holding nothing.
public enum OffsetComparison {
    /// What differs, in the order of the expectations, of which those of a group follow each other.
    ///
    /// - Parameters:
    ///   - count: How many places there are.
    ///   - held: What the groups hold.
    ///   - expectation: What is expected at a place, `nil` where nothing is compared.
    /// - Returns: The differences.
    public static func mismatches(
        _ count: Int,
        in held: [GroupID: [TopicPartition: CommittedOffset]],
        _ expectation: (Int) -> Expectation?
    ) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        var group: GroupID?
        var offsets: [TopicPartition: CommittedOffset] = [:]
        for place in 0..<count {
            guard let expected = expectation(place) else { continue }
            if expected.group != group {
                group = expected.group
                offsets = held[expected.group] ?? [:]
            }
            let found = offsets[expected.topicPartition]
            guard !isSame(expected.offset, found) else { continue }
            mismatches.append(
                Mismatch(
                    group: expected.group,
                    topicPartition: expected.topicPartition,
                    expected: expected.offset,
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
        since steps: ArraySlice<PlanStep>,
        present: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        mismatches(steps.count, in: present) { place in
            let step = steps[steps.startIndex + place]
            return step.action == .skip ? nil : Expectation(step.group, step.topicPartition, step.from)
        }
    }

    private static func isSame(_ expected: CommittedOffset?, _ found: CommittedOffset?) -> Bool {
        switch (expected, found) {
        case (nil, nil): true
        case (let expected?, let found?): expected.holdsSame(as: found)
        default: false
        }
    }
}

/// What a partition of a group should hold.
public struct Expectation: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// The offset and metadata, `nil` for none.
    public let offset: CommittedOffset?

    /// An expectation.
    public init(_ group: GroupID, _ topicPartition: TopicPartition, _ offset: CommittedOffset?) {
        self.group = group
        self.topicPartition = topicPartition
        self.offset = offset
    }
}

/// A partition that does not hold what it should.
public struct Mismatch: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// What it should hold, `nil` for nothing.
    public let expected: CommittedOffset?
    /// What it holds, `nil` for nothing.
    public let found: CommittedOffset?

    /// A difference.
    public init(
        group: GroupID,
        topicPartition: TopicPartition,
        expected: CommittedOffset?,
        found: CommittedOffset?
    ) {
        self.group = group
        self.topicPartition = topicPartition
        self.expected = expected
        self.found = found
    }

    /// What was expected and what is there, such as `had offset 5 and has offset 6`.
    public var words: String {
        let isInMetadata = expected?.offset == found?.offset
        return "had \(Self.words(expected, isInMetadata)) and has \(Self.words(found, isInMetadata))"
    }

    private static func words(_ offset: CommittedOffset?, _ withMetadata: Bool) -> String {
        guard let offset else { return "no offset" }
        return withMetadata ? "offset \(offset.offset) with metadata \"\(offset.metadata)\"" : "offset \(offset.offset)"
    }
}
