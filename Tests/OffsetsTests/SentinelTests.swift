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
    func `a mark is read back as it was written`(direction: SentinelMark.Direction, run: String) throws {
        let mark = SentinelMark(run: run, direction: direction)
        #expect(mark.metadata.text == "\(run):\(direction == .forward ? "fwd" : "undo")")
        #expect(SentinelMark(mark.metadata) == mark)
        let hash = try #require(ContentDigest(bytes: (0..<32).map { UInt8($0) }))
        let hashed = SentinelMark(run: run, direction: direction, auditHash: hash)
        #expect(hashed.metadata.text == "\(mark.metadata.text)/0001020304050607")
        #expect(SentinelMark(hashed.metadata) == hashed)
        #expect(hashed.isOfRun(of: mark) && hashed != mark)
        #expect(!hashed.isOfRun(of: SentinelMark(run: "another", direction: direction)))
    }

    @Test(arguments: [
        "", ":", ":fwd", "run", "run:", "run:FWD", "run:forward", "run:fwd ", "run:undo:", "run:fwd/", "run:fwd/12",
        "run:fwd/000102030405060g",
    ])
    func `other metadata is no mark`(text: String) {
        #expect(SentinelMark(OffsetMetadata(text)) == nil)
    }
}
