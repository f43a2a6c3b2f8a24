import Offsets
import Testing

struct ValueTests {
    private static let composed = "caf\u{e9}"
    private static let decomposed = "cafe\u{301}"

    @Test func `group names and metadata are compared byte by byte`() {
        #expect(Self.composed == Self.decomposed, "Swift's own comparison takes them for equal")
        #expect(GroupID(Self.composed) != GroupID(Self.decomposed))
        #expect(OffsetMetadata(Self.composed) != OffsetMetadata(Self.decomposed))
        #expect(Set([GroupID(Self.composed), GroupID(Self.decomposed), GroupID(Self.composed)]).count == 2)
        #expect(Set([OffsetMetadata(Self.composed), OffsetMetadata(Self.decomposed)]).count == 2)
        let table = [GroupID(Self.composed): 1, GroupID(Self.decomposed): 2]
        #expect(table[GroupID(Self.composed)] == 1)
        #expect(table[GroupID(Self.decomposed)] == 2)
        #expect(OffsetMetadata("") == .none)
    }

    @Test func `groups are ordered by bytes`() {
        #expect(GroupID(Self.decomposed) < GroupID(Self.composed))
        #expect(!(GroupID(Self.composed) < GroupID(Self.decomposed)))
        let sorted = ["😀", "z", "\u{fffd}", "Z", "", "a"].map(GroupID.init).sorted()
        #expect(sorted.map(\.name) == ["", "Z", "a", "z", "\u{fffd}", "😀"])
    }

    @Test func `committed offsets differ in metadata bytes, and an unknown epoch is none`() {
        #expect(Samples.offset("t", 0, 1, Self.composed) != Samples.offset("t", 0, 1, Self.decomposed))
        let partition = TopicPartition(topic: "t", partition: 3)
        #expect(CommittedOffset(partition, offset: 1).leaderEpoch == nil)
        #expect(CommittedOffset(partition, offset: 1, leaderEpoch: 0).leaderEpoch == 0)
        #expect(CommittedOffset(partition, offset: 1).topicPartition == partition)
        #expect(partition.description == "t[3]")
    }

    @Test func `partitions are ordered by topic, then by number`() {
        let sorted = [("b", 0), ("a", 10), ("a", 2), ("B", 5)]
            .map { TopicPartition(topic: $0.0, partition: Int32($0.1)) }.sorted()
        #expect(sorted.map(\.description) == ["B[5]", "a[2]", "a[10]", "b[0]"])
    }

    @Test func `a digest is read back as it was written, in either case`() throws {
        let digest = try #require(ContentDigest(bytes: (0..<32).map { UInt8($0 * 8 + 7) }))
        #expect(digest.description.count == 64)
        #expect(digest.description.hasPrefix("070f17"))
        #expect(ContentDigest(hexadecimal: digest.description) == digest)
        #expect(ContentDigest(hexadecimal: digest.description.uppercased()) == digest)
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "0", count: 63) + "g", String(repeating: "0", count: 62) + "é",
        String(repeating: "０", count: 64), " " + String(repeating: "0", count: 63),
    ])
    func `what is no digest is refused`(text: String) {
        #expect(ContentDigest(hexadecimal: text) == nil)
        #expect(ContentDigest(bytes: Array(text.utf8.prefix(31))) == nil)
    }

    @Test func `the name of a snapshot is its start and its digest, for ever`() throws {
        let digest = try #require(ContentDigest(bytes: [0x1a, 0x2b, 0x3c, 0x4d] + Array(repeating: 0, count: 28)))
        let id = SnapshotID(startedAt: Timestamp(nanoseconds: 1_795_230_000_999_999_999), digest: digest)
        #expect(id.text == "20261121T030000Z-1a2b3c4d")
        #expect(SnapshotID(text: id.text) == id)
        #expect(id < SnapshotID(startedAt: Timestamp(nanoseconds: 1_795_230_001_000_000_000), digest: digest))
    }

    @Test func `a deadline has time left until it has passed`() {
        let later = Deadline.after(.seconds(3_600))
        #expect(!later.hasPassed)
        #expect(later.remaining > .seconds(3_500))
        #expect(later.remaining <= .seconds(3_600))
        let past = Deadline.after(.seconds(-1))
        #expect(past.hasPassed)
        #expect(past.remaining == .zero)
        #expect(past < later)
        #expect(Deadline.after(.zero).hasPassed)
        #expect(!Deadline.after(.seconds(Int64.max)).hasPassed)
    }

    @Test(arguments: [
        ("orders", true), ("a.b_c-D9", true), ("", false), (".", false), ("..", false), ("...", true), ("a b", false),
        ("é", false), ("a/b", false), (String(repeating: "a", count: 249), true),
        (String(repeating: "a", count: 250), false),
    ])
    func `topic names are Kafka's`(name: String, isLegal: Bool) {
        #expect(TopicName.isLegal(name) == isLegal)
    }
}
