import Offsets
import Testing

struct VerificationTests {
    private func step(
        _ action: PlanAction,
        _ partition: Int32,
        from: CommittedOffset? = nil,
        to: CommittedOffset? = nil
    ) -> PlanStep {
        PlanStep(
            group: GroupID("g"),
            source: GroupID("g"),
            topicPartition: TopicPartition(topic: "t", partition: partition),
            action: action,
            from: from,
            to: to,
            reason: "test"
        )
    }

    /// What differs after the steps were taken.
    private func after(
        _ steps: [PlanStep],
        holding held: [GroupID: [TopicPartition: CommittedOffset]]
    ) -> [Mismatch] {
        OffsetComparison.mismatches(steps.count, in: held) { place in
            Expectation(steps[place].group, steps[place].topicPartition, steps[place].to)
        }
    }

    private func held(_ offsets: CommittedOffset...) -> [GroupID: [TopicPartition: CommittedOffset]] {
        [GroupID("g"): Dictionary(uniqueKeysWithValues: offsets.map { ($0.topicPartition, $0) })]
    }

    @Test func `what was written and is there is no mismatch`() {
        let value = Samples.offset("t", 0, 5, "m")
        let read = CommittedOffset(value.topicPartition, offset: 5, leaderEpoch: 4, metadata: OffsetMetadata("m"))
        #expect(after([step(.set, 0, to: value)], holding: held(read)).isEmpty)
        #expect(after([], holding: held(read)).isEmpty)
    }

    @Test(
        arguments: [
            nil, Samples.offset("t", 0, 6, "m"), Samples.offset("t", 0, 5), Samples.offset("t", 0, 5, "n"),
        ] as [CommittedOffset?]
    )
    func `another offset, other metadata and nothing at all are mismatches`(found: CommittedOffset?) {
        let value = Samples.offset("t", 0, 5, "m")
        let readBack = found.map { held($0) } ?? [:]
        for action in [PlanAction.set, .keep] {
            #expect(
                after([step(action, 0, to: value)], holding: readBack)
                    == [
                        Mismatch(
                            group: GroupID("g"),
                            topicPartition: value.topicPartition,
                            expected: value,
                            found: found
                        )
                    ]
            )
        }
    }

    @Test func `a deleted offset must be gone`() {
        let value = Samples.offset("t", 0, 5)
        #expect(after([step(.delete, 0, from: value)], holding: [:]).isEmpty)
        #expect(after([step(.delete, 0, from: value)], holding: held(value)).count == 1)
    }

    @Test func `mismatches come in the order of the steps`() {
        let steps = (0..<5).map { step(.set, $0, to: Samples.offset("t", $0, 1)) }
        let read = held(Samples.offset("t", 1, 1), Samples.offset("t", 3, 2))
        #expect(after(steps, holding: read).map(\.topicPartition.partition) == [0, 2, 3, 4])
    }

    @Test func `what moved since the plan was made is found`() {
        let before = Samples.offset("t", 0, 5)
        let steps = [
            step(.set, 0, from: before, to: Samples.offset("t", 0, 1)), step(.set, 1), step(.skip, 2, from: before),
        ]
        #expect(OffsetComparison.moved(since: steps[...], present: held(before)).isEmpty)
        let moved = OffsetComparison.moved(
            since: steps[...],
            present: held(Samples.offset("t", 0, 6), Samples.offset("t", 1, 1))
        )
        #expect(moved.map(\.expected) == [before, nil])
        #expect(OffsetComparison.moved(since: steps[...], present: [:]).count == 1)
    }
}
