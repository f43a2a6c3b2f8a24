import Digest
import Offsets
import SnapshotFormat
import Testing

struct OffsetsDigestTests {
    @Test func `it is the digest of the documented bytes`() throws {
        var bytes = Array("tidemark-offsets-1".utf8)
        bytes += [0x47, 8, 0, 0, 0] + Array("payments".utf8)
        bytes += [0x54, 6, 0, 0, 0] + Array("orders".utf8)
        bytes += [0x50, 0, 0, 0, 0] + [41, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]
        bytes += [0x50, 1, 0, 0, 0] + [7, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0]
        #expect(try SnapshotFile.offsetsDigest(of: Samples.small) == SHA256Hasher.digest(of: bytes))
        #expect(try SnapshotFile.offsetsDigest(of: Samples.empty) == SHA256Hasher.digest(of: Array(bytes[..<18])))
    }

    @Test func `nothing but group, topic, partition, offset and metadata matters`() throws {
        let reference = try SnapshotFile.offsetsDigest(of: Samples.small)
        var other = Samples.odd
        other.topics = [Samples.topic("orders", nil, [:]), Samples.topic("unused", 3, [:])]
        other.groups = [
            Samples.group("idle", [], state: .stable),
            Samples.group(
                "payments",
                [Samples.offset("orders", 0, 41, epoch: 3), Samples.offset("orders", 1, 7)],
                state: .dead,
                type: .classic
            ),
        ]
        #expect(try SnapshotFile.offsetsDigest(of: other) == reference)
        #expect(try SnapshotFile.encode(other).offsetsDigest == reference)
        #expect(try SnapshotFile.encode(other).digest != SnapshotFile.encode(Samples.small).digest)
    }

    @Test func `each of these matters, and where one ends`() throws {
        let variants = [
            [Samples.group("ab", [Samples.offset("c", 0, 1)])],
            [Samples.group("a", [Samples.offset("bc", 0, 1)])],
            [Samples.group("a", [Samples.offset("bc", 1, 1)])],
            [Samples.group("a", [Samples.offset("bc", 0, 2)])],
            [Samples.group("a", [Samples.offset("bc", 0, 1, metadata: "m")])],
            [Samples.group("a", [Samples.offset("bc", 0, 1, metadata: "\u{E9}")])],
            [Samples.group("a", [Samples.offset("bc", 0, 1, metadata: "e\u{301}")])],
            [Samples.group("a", [Samples.offset("bc", 0, 1), Samples.offset("bc", 1, 1)])],
            [Samples.group("a", [Samples.offset("bc", 0, 1), Samples.offset("bd", 1, 1)])],
            [Samples.group("a", [Samples.offset("bc", 0, 1)]), Samples.group("b", [Samples.offset("bc", 1, 1)])],
            [Samples.group("e\u{301}", [Samples.offset("bc", 0, 1)])],
            [Samples.group("\u{E9}", [Samples.offset("bc", 0, 1)])],
        ]
        let digests = try variants.map { groups in
            var snapshot = Samples.empty
            snapshot.groups = groups
            return try SnapshotFile.offsetsDigest(of: snapshot)
        }
        #expect(Set(digests).count == variants.count)
    }

    @Test func `long texts and many rows give what they give at once`() throws {
        // More than the buffer holds, in rows and in single texts.
        let long = String(repeating: "0123456789abcdef", count: 5_000)
        var snapshot = Samples.empty
        snapshot.groups = [
            Samples.group(
                long,
                (0..<10_000).map { Samples.offset("t", $0, Int64($0), metadata: $0 % 1_000 == 0 ? long : "m") }
            )
        ]
        var bytes = Array("tidemark-offsets-1G".utf8) + Self.bytes(UInt32(long.utf8.count)) + Array(long.utf8)
        bytes += Array("T".utf8) + Self.bytes(UInt32(1)) + Array("t".utf8)
        for row in snapshot.groups[0].offsets {
            bytes += Array("P".utf8) + Self.bytes(UInt32(row.partition)) + Self.bytes(UInt64(row.offset))
            bytes += Self.bytes(UInt32(row.metadata.text.utf8.count)) + Array(row.metadata.text.utf8)
        }
        #expect(try SnapshotFile.offsetsDigest(of: snapshot) == SHA256Hasher.digest(of: bytes))
    }

    @Test(arguments: [
        [Samples.group("b", []), Samples.group("a", [])],
        [Samples.group("a", [Samples.offset("b", 0, 1), Samples.offset("a", 0, 1)])],
        [Samples.group("a", [Samples.offset("b", 0, 1), Samples.offset("b", 0, 1)])],
        [Samples.group("a", [Samples.offset("b", -1, 1)])], [Samples.group("a", [Samples.offset("b", 0, -1)])],
    ])
    func `what has no order has no digest`(_ groups: [GroupOffsets]) {
        var snapshot = Samples.empty
        snapshot.groups = groups
        #expect { try SnapshotFile.offsetsDigest(of: snapshot) } throws: {
            ($0 as? FormatError)?.code == .invalidValue
        }
    }

    private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
