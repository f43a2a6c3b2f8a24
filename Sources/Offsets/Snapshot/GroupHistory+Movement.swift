/// What happened to a group between two of its snapshots.
extension GroupHistory {
    /// What happened between two states, both sorted by topic and partition; takes down how far each offset has moved.
    func movement(
        from before: [Held],
        to held: inout [Held],
        _ reach: SnapshotReach,
        isActive: Bool
    ) -> Step {
        var step = Step()
        var earlier = before[...]
        func isEarlier(_ first: CommittedOffset, _ second: CommittedOffset) -> Bool {
            first.topic == second.topic ? first.partition < second.partition : first.topic < second.topic
        }
        for index in held.indices {
            let offset = held[index].offset
            while let next = earlier.first, isEarlier(next.offset, offset) {
                if reach.tells(of: next.offset.topicPartition) { step.removed += 1 }
                earlier.removeFirst()
            }
            guard let was = earlier.first, was.offset.partition == offset.partition, was.offset.topic == offset.topic
            else {
                let wasTold = hasToldOfAll || lastReach?.tells(of: offset.topicPartition) ?? false
                if wasTold { step.added += 1 }
                continue
            }
            earlier.removeFirst()
            let movement = offset.offset - was.offset.offset
            held[index].movement = movement
            if movement > 0 { step.forward = Self.sum(step.forward, movement) }
            if movement < 0 { step.back = Self.sum(step.back, -movement) }
            let unusual = UnusualMovement.Step(
                from: was.offset.offset,
                to: offset.offset,
                logEnds: (was.bounds?.end, held[index].bounds?.end),
                isActive: isActive
            )
            switch unusual {
            case .back: step.damage = .rewound
            case .toEnd: step.damage = step.damage ?? .jumped
            case nil: break
            }
        }
        for next in earlier where reach.tells(of: next.offset.topicPartition) { step.removed += 1 }
        return step
    }

    /// What is known after a snapshot that cannot tell of every partition: of those, what was known before.
    static func merged(_ before: [Held], _ held: [Held], _ reach: SnapshotReach) -> [Held] {
        let there = Set(held.map(\.offset.topicPartition))
        let untold = before.filter {
            !there.contains($0.offset.topicPartition) && !reach.tells(of: $0.offset.topicPartition)
        }
        return (untold + held).sorted { $0.offset.topicPartition < $1.offset.topicPartition }
    }

    /// The sum, the largest number there is where it would be beyond that.
    static func sum(_ first: Int64, _ second: Int64) -> Int64 {
        let (sum, isBeyond) = first.addingReportingOverflow(second)
        return isBeyond ? (second < 0 ? .min : .max) : sum
    }
}
