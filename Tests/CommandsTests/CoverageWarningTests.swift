import Offsets
import Testing

@testable import Commands

/// What a capture lacks, in words: a line for each cause.
struct CoverageWarningTests {
    private static func warnings(_ coverage: Coverage) -> [String] {
        let messages = Memory()
        CommandContext.test(output: Memory().sink(), messages: messages.sink()).warn(of: coverage)
        return messages.text.split(separator: "\n").map(String.init)
    }

    private static func coverage(
        failed: [GroupFailure] = [],
        unreadableBrokers: [String] = [],
        unreadablePartitions: [PartitionFailure] = []
    ) -> Coverage {
        Coverage(
            listed: 0,
            selected: 0,
            captured: 0,
            failed: failed,
            unreadableBrokers: unreadableBrokers,
            unreadablePartitions: unreadablePartitions,
            visibility: Visibility(.all)
        )
    }

    @Test func `thousands of groups that failed for one cause are one line`() {
        let failed = (0..<4_961).map { number in
            GroupFailure(group: GroupID("group-\(number)"), code: "_TIMED_OUT", reason: "no answer")
        }
        let other = GroupFailure(group: GroupID("odd"), code: "GROUP_AUTHORIZATION_FAILED", reason: "not permitted")
        #expect(
            Self.warnings(Self.coverage(failed: failed + [other])) == [
                "tidemark: warning: 4961 groups could not be read: no answer (_TIMED_OUT): group-0, group-1, group-2 "
                    + "and 4958 more",
                "tidemark: warning: group odd could not be read: not permitted (GROUP_AUTHORIZATION_FAILED)",
            ]
        )
    }

    @Test func `as many causes as groups are not as many lines`() {
        let failed = (0..<1_000).map { number in
            GroupFailure(group: GroupID("group-\(number)"), code: "_TIMED_OUT", reason: "reason \(number)")
        }
        let warnings = Self.warnings(Self.coverage(failed: failed))
        #expect(warnings.count == 21)
        #expect(warnings.last == "tidemark: warning: and 980 more, for 980 other reasons; --json has them all")
    }

    @Test func `partitions and brokers are told by cause, too`() {
        let partitions = (0..<5).map { number in
            PartitionFailure(
                topicPartition: TopicPartition(topic: "orders", partition: Int32(number)),
                code: "_TIMED_OUT",
                reason: "no answer"
            )
        }
        let warnings = Self.warnings(
            Self.coverage(unreadableBrokers: ["a", "a", "b"], unreadablePartitions: partitions)
        )
        #expect(
            warnings == [
                "tidemark: warning: 2 brokers did not list their groups, so some may be missing: a",
                "tidemark: warning: a broker did not list its groups, so some may be missing: b",
                "tidemark: warning: the logs of 5 partitions could not be read: no answer (_TIMED_OUT): orders[0], "
                    + "orders[1], orders[2] and 2 more",
            ]
        )
    }

    @Test func `a warning about one group or partition alone is about it, and one about several is not`() {
        let partitions = (0..<2).map { TopicPartition(topic: "orders", partition: $0) }
        func coverage(_ count: Int) -> Coverage {
            Coverage(
                listed: 0,
                selected: 0,
                captured: 0,
                failed: ["a", "b"].prefix(count).map { GroupFailure(group: GroupID($0), code: "X", reason: "x") },
                unreadablePartitions: partitions.prefix(count).map {
                    PartitionFailure(topicPartition: $0, code: "X", reason: "x")
                },
                visibility: Visibility(.all),
                negativeOffsets: partitions.prefix(count).map {
                    NegativeOffset(group: GroupID("a"), topicPartition: $0, offset: -7)
                }
            )
        }
        #expect(
            coverage(1).warnings.map(\.fields) == [
                [.group: "a", .topic: "orders", .partition: "0"], [.group: "a"], [.topic: "orders", .partition: "0"],
            ]
        )
        #expect(coverage(2).warnings.map(\.fields) == [[:], [:], [:]])
    }

    @Test func `quiet leaves nothing but errors and warnings`() async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            let plain = await CommandRun(["restore", "latest", "--dry-run"], cluster, store: store)
            #expect(!plain.messages.isEmpty)
            for words in [
                ["snapshot"], ["restore", "latest", "--dry-run"], ["restore", "latest", "--to", "x", "--yes"], ["runs"],
                ["recover"], ["groups"], ["show", "latest"],
            ] {
                let quiet = await CommandRun(words + ["-q"], cluster, store: store)
                #expect([.done, .partial].contains(quiet.exitCode), "\(words): \(quiet.messages)")
                let lines = quiet.messages.split(separator: "\n").filter { !$0.contains("warning: ") }
                #expect(lines.isEmpty, "\(words)")
            }
        }
    }
}
