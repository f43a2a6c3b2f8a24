import Compression
import FormatFuzz
import FoundationEssentials
import Glibc
import Offsets
import Testing

@testable import SnapshotFormat

/// A few hundred bytes can stand for terabytes of metadata, which every reader would go through.
struct MetadataLimitTests {
    /// One topic with this many partitions, a group that has committed to all of them, and one text for all rows.
    private static func file(rows: Int, text: String) throws -> HandmadeFile {
        let offsets = (0..<4).map { CommittedOffset(TopicPartition(topic: "a", partition: $0), offset: 0) }
        var snapshot = Samples.empty
        snapshot.topics = [TopicLogs(topic: "a", id: nil, partitionCount: nil, bounds: [:])]
        snapshot.groups = [Samples.group("g", offsets)]
        var file = try HandmadeFile(snapshot)
        var metadata = ByteWriter()
        metadata.append(text)
        metadata.append(count: rows - 1)
        file.sections[5].content =
            HandmadeFile.varints(1, 0, 1, 0, UInt64(rows - 1)) + [UInt8](repeating: 0, count: rows)
            + HandmadeFile.varints(0, UInt64(rows - 1)) + metadata.bytes + [0, 0]
        file.sections[4].content = HandmadeFile.varints(1, 1) + Array("g".utf8) + [0, 0, 0]
        file.sections[4].content += HandmadeFile.varints(UInt64(rows))
        file.counts.rows = rows
        return file
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [(1_000_000, 10 << 20), (1_000_000, 1_024), (600, 1 << 20), (1, (1 << 20) + 1)]
    )
    func `a small file that stands for much metadata is refused at once`(rows: Int, length: Int) throws {
        let bytes = try Self.file(rows: rows, text: String(repeating: "x", count: length)).bytes
        #expect(bytes.count < 10_000)
        let began = ContinuousClock.now
        let error = #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
        #expect(error?.code == .tooLarge)
        // What is left is to decompress and hash the contents themselves.
        #expect(began.duration(to: .now) < .seconds(5))
    }

    @Test func `the longest metadata that Kafka takes is written and read`() throws {
        let text = OffsetMetadata(String(repeating: "x", count: FormatLimits.text))
        let offset = CommittedOffset(TopicPartition(topic: "a", partition: 0), offset: 1, metadata: text)
        var snapshot = Samples.empty
        snapshot.topics = [Samples.topic("a", 1, [:])]
        snapshot.groups = [Samples.group("g", [offset])]
        #expect(try SnapshotFile.decode(try SnapshotFile.encode(snapshot).bytes).snapshot == snapshot)
        snapshot.groups = [
            Samples.group(
                "g",
                [CommittedOffset(offset.topicPartition, offset: 1, metadata: OffsetMetadata(text.text + "x"))]
            )
        ]
        #expect { try SnapshotFile.encode(snapshot) } throws: { ($0 as? FormatError)?.code == .tooLarge }
    }

    @Test(arguments: ["origin", "coverage", "groups", "protocol"])
    func `a text that no reader takes is not written`(section: String) throws {
        let text = String(repeating: "x", count: FormatLimits.text + 1)
        var snapshot = Samples.empty
        switch section {
        case "origin": snapshot.origin.note = text
        case "coverage": snapshot.coverage.unreadableBrokers = [text]
        case "groups": snapshot.groups = [Samples.group(text, [])]
        default:
            snapshot.groups = [
                GroupOffsets(group: GroupID("g"), state: .empty, type: .unknown, protocolType: text, offsets: [])
            ]
        }
        #expect { try SnapshotFile.encode(snapshot) } throws: { ($0 as? FormatError)?.code == .tooLarge }
    }

    @Test(arguments: SectionType.allCases)
    func `a section that is not marked as it has to be is refused`(type: SectionType) throws {
        let other: UInt16 = type == .authentication ? 1 : 2
        for change in [(flags: UInt16(0), since: UInt16(0)), (flags: other, since: 0), (flags: type.flags, since: 1)] {
            var file = try HandmadeFile(Samples.small, replacing: type, by: [])
            file.minor = 1
            let index = try #require(file.sections.firstIndex { $0.type == type.rawValue })
            file.sections[index].flags = change.flags
            file.sections[index].since = change.since
            let bytes = try file.bytes
            #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
        }
    }

    @Test func `a frame without a checksum is refused`() throws {
        let frame = try Zstandard.compress([1, 2, 3])
        var unprotected = Array(frame.dropLast(4))
        unprotected[4] &= ~4
        #expect { try Zstandard.decompress(unprotected, limit: 3) } throws: {
            ($0 as? CompressionError)?.code == .unprotected
        }
    }
}
