import FormatFuzz
import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import SnapshotFormat

/// `scripts/read-snapshot` knows nothing of this code and has to agree with it.
///
/// Skipped where Python 3 or a decompressor for it is missing; the test run reports it as skipped.
@Suite(.enabled(if: IndependentReader.canRun, "python3 and either its zstandard module or the zstd command are needed"))
struct IndependentReaderTests {
    @Test(arguments: Golden.files)
    func `another program reads the same from every file`(_ file: GoldenFile) throws {
        let decoded = try SnapshotFile.decode(file.bytes)
        #expect(
            try IndependentReader.read(file.path)
                == IndependentReader.lines(of: decoded, signatures: file.signatures)
        )
    }

    @Test(arguments: Samples.all)
    func `another program reads what is written today`(_ sample: Sample) throws {
        let scratch = try ScratchDirectory()
        let bytes = try SnapshotFile.encode(sample.snapshot).bytes
        try scratch.write(bytes, to: "sample.tidemark")
        let lines = try IndependentReader.read(scratch.file("sample.tidemark"))
        #expect(lines == IndependentReader.lines(of: try SnapshotFile.decode(bytes)))
    }

    @Test func `another program reads one group alone, whatever became of the others`() throws {
        let encoded = try SnapshotFile.encode(Samples.blocks)
        let last = try #require(Samples.blocks.groups.last)
        var bytes = encoded.bytes
        let first = try #require(try ContainerReader(bytes).blocks.first)
        bytes[first.stored.lowerBound + 9] ^= 1
        let excerpt = try SnapshotFile.excerpt(bytes, of: .named([last.group]))
        #expect(excerpt.groups == [last])
        #expect(throws: FormatError.self) { try SnapshotFile.verify(bytes) }
        let scratch = try ScratchDirectory()
        try scratch.write(bytes, to: "sample.tidemark")
        let lines = try IndependentReader.read(scratch.file("sample.tidemark"), "'\(last.group.name)'")
        #expect(lines.filter { $0.contains("\"offset\":") } == IndependentReader.rows(of: last))
    }

    @Test func `another program refuses a damaged file`() throws {
        let original = try Golden.files[0].bytes
        let scratch = try ScratchDirectory()
        for index in stride(from: 0, to: original.count, by: 29) {
            var bytes = original
            bytes[index] ^= 1
            try scratch.write(bytes, to: "sample.tidemark")
            #expect(IndependentReader.refuses(scratch.file("sample.tidemark")), "byte \(index)")
        }
    }

    @Test func `another program refuses what this one refuses`() throws {
        let snapshot = Golden.everything
        var unmarked = try HandmadeFile(snapshot)
        unmarked.sections[5].flags = 0
        var counted = try HandmadeFile(snapshot)
        counted.counts.rows += 1
        var split = try HandmadeFile(snapshot)
        split.sections.append(.init(type: 6, content: []))
        let long = try HandmadeFile(
            Samples.small,
            replacing: .rows,
            by: HandmadeFile.varints(1, 0, 1, 0, 1, 2, 0, 0, 1, 1 << 21) + [UInt8](repeating: 0x78, count: 1 << 21) + [
                1
            ]
        )
        let untimed = try HandmadeFile(
            Samples.small,
            replacing: .rows,
            by: HandmadeFile.varints(1, 0, 1, 0, 1, 2, 0, 0, 1, 0, 1, 1, 0, 0, 0)
        )
        for bytes in try [
            unmarked.bytes, counted.bytes, split.bytes, long.bytes, untimed.bytes, Self.withoutChecksum(snapshot),
        ] {
            #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
            let scratch = try ScratchDirectory()
            try scratch.write(bytes, to: "sample.tidemark")
            #expect(IndependentReader.refuses(scratch.file("sample.tidemark")))
        }
    }

    /// The file with the checksum taken from its first frame.
    private static func withoutChecksum(_ snapshot: Snapshot) throws -> [UInt8] {
        let bytes = try SnapshotFile.encode(snapshot).bytes
        return try LimitTests.reframed(bytes) { frame in
            frame[4] &= ~4
            frame.removeLast(4)
        }
    }
}
