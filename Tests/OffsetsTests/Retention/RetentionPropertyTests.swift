import KafkaTestSupport
import Offsets
import Testing

/// What holds for every store and every policy.
struct RetentionPropertyTests {
    /// A store, a moment at which it is judged, and a policy.
    private struct Case {
        var candidates: [RetentionCandidate] = []
        var policy = RetentionPolicy()
        let now = Timestamp(nanoseconds: 1_795_000_000_000_000_000)

        init(seed: UInt64) {
            var random = SeededRandom(seed: seed &* 0x1234_5679)
            let groups = [("a", "x"), ("a", "y"), ("b", "x"), ("b", nil)].map { RetentionGroup(clusterID: $0, job: $1) }
            // From minutes to years apart, some at the same moment, some by clocks that were set back or ran ahead.
            let steps: [Int64] = [0, 60, 1_800, 7_200, 86_400, 700_000, 4_000_000]
            var seconds: Int64 = now.nanoseconds / 1_000_000_000 - Int64.random(in: 0...40_000_000, using: &random)
            for number in 0..<Int.random(in: 0...60, using: &random) {
                seconds += steps.randomElement(using: &random) ?? 0
                if Int.random(in: 0..<20, using: &random) == 0 { seconds -= 200_000 }
                let protection: SnapshotProtection =
                    switch Int.random(in: 0..<12, using: &random) {
                    case 0: .held(until: nil)
                    case 1: .held(until: now.advanced(by: .seconds(60)))
                    case 2: .unknown
                    default: .none
                    }
                candidates.append(
                    RetentionSample.candidate(
                        Timestamp(nanoseconds: seconds * 1_000_000_000),
                        number: number,
                        group: groups.randomElement(using: &random) ?? RetentionSample.group,
                        state: [.complete, .complete, .partial, .suspicious].randomElement(using: &random) ?? .complete,
                        protection: protection
                    )
                )
            }
            for rule in RetentionRule.allCases where Bool.random(using: &random) {
                policy.counts[rule] = Int.random(in: 0...6, using: &random)
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                policy.within = .seconds(Int64.random(in: 1...5_000_000, using: &random))
            }
            policy.fewest = Int.random(in: 0...4, using: &random)
        }

        func judge(_ candidates: [RetentionCandidate]) -> [RetentionVerdict] {
            Retention.judge(candidates, at: now) { _ in policy }
        }
    }

    private static func everyCase(_ check: (Case, [RetentionVerdict], Comment) -> Void) {
        for seed in 0..<UInt64(2_000) {
            let example = Case(seed: seed)
            check(example, example.judge(example.candidates), "seed \(seed)")
        }
    }

    @Test func `every snapshot gets one verdict with its reasons, in its place`() {
        Self.everyCase { example, verdicts, comment in
            #expect(verdicts.map(\.candidate) == example.candidates, comment)
            #expect(verdicts.allSatisfy { !$0.reasons.isEmpty }, comment)
            #expect(verdicts.allSatisfy { !$0.reasons.contains(.noRule) || $0.reasons.count == 1 }, comment)
        }
    }

    @Test func `what is held stays, and so does what may be held`() {
        Self.everyCase { _, verdicts, comment in
            #expect(verdicts.allSatisfy { $0.isKept || $0.candidate.protection == .none }, comment)
        }
    }

    @Test func `what is dated in the future stays`() {
        Self.everyCase { example, verdicts, comment in
            #expect(verdicts.allSatisfy { $0.isKept || $0.candidate.startedAt <= example.now }, comment)
        }
    }

    @Test func `the minimum of complete ones stays, the newest of them`() {
        Self.everyCase { example, verdicts, comment in
            for (_, verdicts) in Dictionary(grouping: verdicts, by: \.candidate.group) {
                let complete = verdicts.filter {
                    $0.candidate.state == .complete && $0.candidate.startedAt <= example.now
                }
                let kept = complete.filter(\.isKept)
                #expect(kept.count >= min(example.policy.fewest, complete.count), comment)
                let oldestOfFewest = complete.map(\.candidate.startedAt).sorted().suffix(example.policy.fewest).first
                guard let oldestOfFewest else { continue }
                #expect(complete.allSatisfy { $0.isKept || $0.candidate.startedAt <= oldestOfFewest }, comment)
            }
        }
    }

    @Test func `partial and suspicious ones never displace a complete one, nor each other`() {
        Self.everyCase { example, verdicts, comment in
            for state in SnapshotState.allCases {
                let kept = verdicts.filter { $0.candidate.state == state && $0.isKept }.map(\.candidate.id)
                let alone = example.judge(example.candidates.filter { $0.state == state })
                // Without the others it may be the last that was taken, and stays as that, too.
                let keptAlone = alone.filter { $0.isKept && $0.reasons != [.newest] }.map(\.candidate.id)
                #expect(Set(kept).isSuperset(of: keptAlone), comment)
            }
        }
    }

    @Test func `an empty policy removes nothing, and neither does none`() {
        Self.everyCase { example, _, comment in
            let empty = RetentionPolicy([.daily: 0], fewest: example.policy.fewest)
            #expect(empty.isEmpty)
            for policy in [empty, nil] {
                let verdicts = Retention.judge(example.candidates, at: example.now) { _ in policy }
                #expect(verdicts.allSatisfy { $0.isKept }, comment)
            }
        }
    }

    @Test func `the last of each cluster and job stays, also where the clock was set back`() {
        Self.everyCase { _, verdicts, comment in
            for (_, verdicts) in Dictionary(grouping: verdicts, by: \.candidate.group) {
                #expect(verdicts.last?.isKept == true, comment)
            }
        }
    }

    @Test func `groups are judged by themselves`() {
        Self.everyCase { example, verdicts, comment in
            for (group, verdicts) in Dictionary(grouping: verdicts, by: \.candidate.group) {
                #expect(example.judge(example.candidates.filter { $0.group == group }) == verdicts, comment)
            }
        }
    }

    @Test func `judging what is left removes nothing more, where every rule counts periods`() {
        Self.everyCase { example, verdicts, comment in
            let left = verdicts.filter(\.isKept).map(\.candidate)
            let again = example.judge(left)
            #expect(again.filter { !$0.isKept }.isEmpty, comment)
        }
    }

    @Test func `more than half of at least five is a mass`() {
        let group = RetentionSample.group
        for (total, kept, isMass) in [
            (9, 1, true), (9, 4, true), (10, 5, false), (5, 1, false), (6, 1, true), (1, 1, false),
        ] {
            let candidates = (0..<total).map { RetentionSample.candidate(seconds: Int64($0) * 86_400) }
            let verdicts = Retention.judge(candidates, at: Timestamp(nanoseconds: .max)) { _ in
                RetentionPolicy([.last: kept])
            }
            let mass = MassRemoval.find(in: verdicts)
            #expect((mass != nil) == isMass, "\(total), \(kept)")
            if isMass { #expect(mass?.group == group && mass?.removed == total - kept && mass?.total == total) }
        }
    }
}
