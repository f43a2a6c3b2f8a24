import Offsets
import Testing

struct SuspicionTests {
    @Test(arguments: [
        (10, 100, 10, 100, false), (10, 100, 0, 0, true), (10, 100, 5, 50, false), (10, 100, 4, 100, true),
        (10, 100, 10, 49, true), (0, 0, 0, 0, true), (0, 0, 5, 5, false), (5, 0, 5, 0, false), (5, 0, 0, 0, true),
        (3, 3, 2, 2, false), (3, 3, 1, 3, true), (3, 5, 3, 2, true), (1, 1, 1, 0, true), (2, 2, 100, 100, false),
        (Int.max, Int.max, 1, 1, true), (Int.max, Int.max, Int.max, Int.max, false),
    ])
    func `a capture that shrank below half is suspicious`(
        groups: Int,
        offsets: Int,
        nowGroups: Int,
        nowOffsets: Int,
        isSuspicious: Bool
    ) {
        let reason = Suspicion.judge(previous: (groups, offsets), now: (nowGroups, nowOffsets), listed: nowGroups)
        #expect((reason != nil) == isSuspicious)
    }

    @Test func `a first capture has nothing to be compared with, and is suspicious only without any group`() throws {
        #expect(Suspicion.judge(previous: nil, now: (1, 0), listed: 1) == nil)
        let empty = try #require(Suspicion.judge(previous: nil, now: (0, 0), listed: 0))
        #expect(empty == "it has no groups: the cluster lists none")
        let excluded = try #require(Suspicion.judge(previous: nil, now: (0, 0), listed: 7))
        #expect(excluded == "it has no groups: the cluster lists 7, and the selection leaves out all of them")
        let unread = try #require(Suspicion.judge(previous: nil, now: (0, 0), listed: 4, failed: 4))
        #expect(unread == "it has no groups: 4 groups could not be read")
        let gone = try #require(Suspicion.judge(previous: (5, 50), now: (0, 0), listed: 0))
        #expect(gone == "it has no groups: the cluster lists none; the previous complete snapshot has 5")
    }

    @Test func `the reason has both numbers`() throws {
        let reason = try #require(Suspicion.judge(previous: (10, 100), now: (4, 90), listed: 4))
        #expect(reason.contains("4 groups"))
        #expect(reason.contains("10"))
    }
}
