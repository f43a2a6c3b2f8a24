import Offsets
import Testing

struct SentinelTests {
    @Test(arguments: [
        ("tidemark.sentinel.host-1", true), ("tidemark.sentinel.", true), ("tidemark.sentinel.\u{301}", true),
        ("tidemark.sentinel", false), ("Tidemark.sentinel.x", false), ("x.tidemark.sentinel.y", false), ("", false),
    ])
    func `sentinel groups are known by their name`(name: String, isSentinel: Bool) {
        #expect(SentinelGroup.isOne(GroupID(name)) == isSentinel)
    }

    @Test func `the name holds the installation`() {
        #expect(SentinelGroup.name(installation: "host-1") == GroupID("tidemark.sentinel.host-1"))
        #expect(SentinelGroup.isOne(SentinelGroup.name(installation: "")))
    }

    @Test(arguments: SentinelMark.Direction.allCases, ["r", "2026-run", "a:b", "fwd"])
    func `a mark is read back as it was written`(direction: SentinelMark.Direction, run: String) {
        let mark = SentinelMark(run: run, direction: direction)
        #expect(mark.metadata.text == "\(run):\(direction == .forward ? "fwd" : "undo")")
        #expect(SentinelMark(mark.metadata) == mark)
    }

    @Test(arguments: ["", ":", ":fwd", "run", "run:", "run:FWD", "run:forward", "run:fwd ", "run:undo:"])
    func `other metadata is no mark`(text: String) {
        #expect(SentinelMark(OffsetMetadata(text)) == nil)
    }
}
