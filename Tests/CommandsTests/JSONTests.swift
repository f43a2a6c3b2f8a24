import FoundationEssentials
import Offsets
import Testing

@testable import Commands

struct JSONTests {
    private static func document(_ members: (inout JSONWriter) -> Void) throws -> String {
        let memory = Memory()
        let sink = memory.sink()
        JSONWriter.document(to: sink, members)
        try sink.flush()
        return memory.text
    }

    @Test(arguments: [
        "", "plain", "quote \" backslash \\ slash /", "\n\r\t\u{8}\u{c}\u{0}\u{1f}", "\u{7f}\u{80}\u{9f}",
        "\u{2028}\u{2029}",
        "Zürich 注文 🛒 👩‍👩‍👧", "e\u{301}", "\u{e9}", "\u{202e}", "\u{ffff}\u{10ffff}", "\\u0041",
    ])
    func `every text comes back exactly from an independent parser`(text: String) throws {
        let json = try Self.document { $0.member("text", text) }
        let decoded = try JSONDecoder().decode([String: Mixed].self, from: Data(json.utf8))
        guard case .text(let found) = decoded["text"] else {
            Issue.record("no text")
            return
        }
        #expect(Array(found.utf8) == Array(text.utf8))
        #expect(json.utf8.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7f })
    }

    @Test func `keys keep their order, unknown is null, and the document is one line`() throws {
        let json = try Self.document { json in
            json.member("z", Int64.max)
            json.member("a", Int32?.none)
            json.member("flag", true)
            json.member("none", String?.none)
            json.member("list", array: ["x", "y"])
            json.member("nothing", array: [String]())
            json.member(
                "object",
                object: { (json: inout JSONWriter) in
                    json.member("inner", -1)
                    json.member("error", ErrorPayload?.none)
                }
            )
        }
        let expected =
            #"{"schemaVersion":1,"z":9223372036854775807,"a":null,"flag":true,"none":null,"list":["x","y"],"nothing":[],"#
            + #""object":{"inner":-1,"error":null}}"# + "\n"
        #expect(json == expected)
    }

    @Test func `a failure is the code, the message and the hint`() throws {
        let error = TidemarkError(.groupActive, "group a\nb has members")
        let json = try Self.document { $0.member("error", ErrorPayload(error)) }
        let expected = #"{"code":"group-active","message":"group a\nb has members","hint":null}"#
        #expect(json == #"{"schemaVersion":1,"error":\#(expected)}"# + "\n")
    }

    @Test func `coverage names what is lacking`() throws {
        let coverage = Coverage(
            listed: 3,
            selected: 2,
            captured: 1,
            failed: [GroupFailure(group: GroupID("g"), code: "_TIMED_OUT", reason: "no answer")],
            unreadableBrokers: ["broker 2: no answer"],
            unreadablePartitions: [
                PartitionFailure(
                    topicPartition: TopicPartition(topic: "t", partition: 4),
                    code: "LEADER_NOT_AVAILABLE",
                    reason: "no leader"
                )
            ],
            offlineOffsetsPartitions: [3, 5],
            offsetsPartitionCount: 12,
            visibility: Visibility(.limited, limits: [Visibility.Limit(.listing, "no DESCRIBE on the cluster")]),
            unsupported: [GroupFailure(group: GroupID("s"), code: "SHARE_GROUP", reason: "a share group")],
            negativeOffsets: [
                NegativeOffset(
                    group: GroupID("g"),
                    topicPartition: TopicPartition(topic: "t", partition: 1),
                    offset: -5
                )
            ],
            openRuns: ["r-1"]
        )
        let json = try Self.document { $0.member("coverage", CoveragePayload(coverage)) }
        let expected =
            #"{"schemaVersion":1,"coverage":{"listed":3,"selected":2,"captured":1,"#
            + #""failed":[{"group":"g","code":"_TIMED_OUT","reason":"no answer"}],"#
            + #""unreadableBrokers":["broker 2: no answer"],"unreadablePartitions":[{"topic":"t","partition":4,"#
            + #""code":"LEADER_NOT_AVAILABLE","reason":"no leader"}],"offlineOffsetsPartitions":[3,5],"#
            + #""offsetsPartitions":12,"visibility":{"state":"limited","reasons":["no DESCRIBE on the cluster"],"#
            + #""accepted":false,"hiddenGroups":[],"hiddenTopics":[]},"unsupported":[{"group":"s","code":"SHARE_GROUP","reason":"a share group"}],"#
            + #""negativeOffsets":[{"group":"g","topic":"t","partition":1,"offset":-5}],"openRuns":["r-1"]}}"# + "\n"
        #expect(json == expected)
    }

    @Test func `a group shows its offsets with bounds and lag, unknown ones as null`() throws {
        let group = GroupOffsets(
            group: GroupID("g"),
            state: .empty,
            type: .classic,
            offsets: [
                CommittedOffset(
                    TopicPartition(topic: "t", partition: 0),
                    offset: 5,
                    leaderEpoch: 2,
                    metadata: OffsetMetadata("m")
                ),
                CommittedOffset(TopicPartition(topic: "t", partition: 1), offset: 7),
            ]
        )
        let bounds = LogBoundsIndex([
            TopicLogs(topic: "t", id: nil, partitionCount: 2, bounds: [0: LogBounds(start: 1, end: 9)])
        ])
        let json = try Self.document { $0.member("group", GroupOffsetsPayload(group: group, bounds: bounds)) }
        let expected =
            #"{"schemaVersion":1,"group":{"group":"g","state":"Empty","type":"Classic","protocolType":"consumer","offsets":["#
            + #"{"topic":"t","partition":0,"offset":5,"leaderEpoch":2,"metadata":"m","logStart":1,"logEnd":9,"lag":4},"#
            + #"{"topic":"t","partition":1,"offset":7,"leaderEpoch":null,"metadata":"","logStart":null,"logEnd":null,"#
            + #""lag":null}]}}"# + "\n"
        #expect(json == expected)
    }

    @Test func `a large document is delivered in blocks`() throws {
        let memory = Memory()
        let sink = memory.sink()
        let offset = OffsetPayload(
            offset: CommittedOffset(TopicPartition(topic: "t", partition: 0), offset: 5),
            bounds: nil
        )
        JSONWriter.document(to: sink) { $0.member("offsets", array: repeatElement(offset, count: 10_000)) }
        try sink.flush()
        #expect(memory.deliveryCount > 10)
        #expect(memory.text.hasSuffix("}]}\n"))
    }
}
