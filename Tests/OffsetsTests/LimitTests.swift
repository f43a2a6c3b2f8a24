import Offsets
import Testing

struct LimitTests {
    private func offsets(_ count: Int, metadata: Int = 0) -> [CommittedOffset] {
        (0..<count).map { Samples.offset("t", Int32($0), 1, String(repeating: "m", count: metadata)) }
    }

    @Test(arguments: [
        (0, []), (1, [1]), (2_000, [2_000]), (2_001, [2_000, 1]), (10_000, [2_000, 2_000, 2_000, 2_000, 2_000]),
    ])
    func `a request has at most two thousand partitions`(count: Int, expected: [Int]) {
        let all = offsets(count)
        let chunks = RequestChunks.split(all, group: GroupID("g"))
        #expect(chunks.map(\.count) == expected)
        #expect(chunks.flatMap { $0 } == all)
    }

    @Test(arguments: [100, 1_000, 4_096])
    func `a request has at most half a megabyte`(metadata: Int) {
        let group = GroupID(String(repeating: "é", count: 100))
        let all = offsets(5_000, metadata: metadata)
        let chunks = RequestChunks.split(all, group: group)
        #expect(chunks.flatMap { $0 } == all)
        for (index, chunk) in chunks.enumerated() {
            let size = chunk.reduce(0) { $0 + RequestChunks.bytes(of: $1, group: group) }
            #expect(size <= RequestChunks.mostBytes)
            #expect(chunk.count <= RequestChunks.mostPartitions)
            if index + 1 < chunks.count, let next = chunks[index + 1].first {
                let isFull =
                    chunk.count == RequestChunks.mostPartitions
                    || size + RequestChunks.bytes(of: next, group: group) > RequestChunks.mostBytes
                #expect(isFull)
            }
        }
    }

    @Test func `an offset too large for any request stands alone`() {
        let all = [1, 600_000, 1].enumerated().map { index, size in
            Samples.offset("t", Int32(index), 1, String(repeating: "m", count: size))
        }
        #expect(RequestChunks.split(all, group: GroupID("g")).map(\.count) == [1, 1, 1])
    }

    @Test func `the size of a record is key, value and overhead in UTF-8`() {
        let offset = Samples.offset("orders", 0, 1, "é")
        #expect(RequestChunks.bytes(of: offset, group: GroupID("é")) == (10 + 2 + 6) + (24 + 2 + 18) + 10)
    }

    @Test(arguments: [
        (0, 0, 60_000), (1, 0, 60_020), (1_000, 0, 80_000), (1_000, 5, 95_000), (5_000, 5, 235_000),
        (42_000, 0, 900_000), (42_001, 0, 900_020), (Int.max, 1_000_000_000, Int(Int32.max)), (-1, -5, 60_000),
    ])
    func `a transaction gets a minute, and more for each request`(requests: Int, roundTrip: Int, expected: Int) {
        let timeout = TransactionBudget.timeout(requests: requests, roundTrip: .milliseconds(roundTrip))
        #expect(timeout == .milliseconds(expected))
    }

    @Test func `the JSON names of findings, actions and kinds are fixed`() {
        #expect(
            Finding.allCases.map(\.rawValue).sorted() == [
                "below-log-start", "beyond-log-end", "group-active", "log-bounds-unknown", "may-skip-records",
                "metadata-not-writable", "metadata-too-large", "missing-partition", "missing-topic", "moved-since",
                "negative-offset",
                "no-record-since", "outside-source-log", "outside-view", "plan-stale", "record-without-time",
                "target-not-empty", "too-far-behind", "topic-recreated",
            ]
        )
        #expect(PlanAction.allCases.map(\.rawValue) == ["set", "delete", "keep", "skip"])
        #expect(PlanKind.allCases.map(\.rawValue) == ["restore", "undo", "copy", "rename", "reset", "delete"])
        #expect(PlanMode.allCases.map(\.rawValue) == ["merge", "exact"])
        #expect(CommitProtocol.allCases.map(\.rawValue) == ["transaction", "best-effort"])
    }
}
