import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import SnapshotFormat

/// `scripts/read-snapshot` knows nothing of this code and has to agree with it.
struct IndependentReaderTests {
    private struct Row: Codable, Equatable {
        let group: String
        let topic: String
        let partition: Int32
        let offset: Int64
        let metadata: String
    }

    // Skipped where Python 3 or a decompressor for it is missing; the test run reports it as skipped.
    @Test(.enabled(if: canRun, "python3 and either its zstandard module or the zstd command are needed"))
    func `another program reads the same offsets`() throws {
        #expect(try Self.read(GoldenTests.path) == Self.rows(of: Golden.snapshot))
        for sample in Samples.all {
            let scratch = try ScratchDirectory()
            try scratch.write(SnapshotFile.encode(sample.snapshot).bytes, to: "sample.tidemark")
            #expect(
                try Self.read(scratch.file("sample.tidemark")) == Self.rows(of: sample.snapshot),
                "\(sample.testDescription)"
            )
        }
    }

    @Test(.enabled(if: canRun, "python3 and either its zstandard module or the zstd command are needed"))
    func `another program refuses a damaged file`() throws {
        var bytes = try GoldenTests.bytes()
        bytes[bytes.count / 2] ^= 1
        let scratch = try ScratchDirectory()
        try scratch.write(bytes, to: "sample.tidemark")
        #expect(Self.run("'\(Self.script)' '\(scratch.file("sample.tidemark"))' 2>/dev/null").status != 0)
    }

    @Test(.enabled(if: canRun, "python3 and either its zstandard module or the zstd command are needed"))
    func `another program refuses what this one refuses`() throws {
        var unmarked = try HandmadeFile(Golden.snapshot)
        unmarked.sections[8].flags = 0
        let long = try HandmadeFile(
            Golden.snapshot,
            replacing: .metadata,
            by: HandmadeFile.varints(1 << 21) + [UInt8](repeating: 0x78, count: 1 << 21) + [0]
        )
        let many = try HandmadeFile(
            Golden.snapshot,
            replacing: .metadata,
            by: HandmadeFile.varints(1 << 20) + [UInt8](repeating: 0x78, count: 1 << 20) + HandmadeFile.varints(1 << 20)
        )
        for bytes in try [unmarked.bytes, long.bytes, many.bytes, Self.withoutChecksum(Golden.snapshot)] {
            #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
            let scratch = try ScratchDirectory()
            try scratch.write(bytes, to: "sample.tidemark")
            #expect(Self.run("'\(Self.script)' '\(scratch.file("sample.tidemark"))' 2>/dev/null").status != 0)
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

    private static let script = Repository.path("scripts/read-snapshot")

    private static let canRun =
        run("python3 -c 'import zstandard' 2>/dev/null || { python3 --version && zstd --version; } 2>/dev/null")
        .status == 0

    private static func read(_ path: String) throws -> [Row] {
        let (status, output) = run("'\(script)' '\(path)'")
        try #require(status == 0)
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(Row.self, from: Data(line))
        }
    }

    private static func rows(of snapshot: Snapshot) -> [Row] {
        snapshot.groups.flatMap { group in
            group.offsets.map { row in
                Row(
                    group: group.group.name,
                    topic: row.topic,
                    partition: row.partition,
                    offset: row.offset,
                    metadata: row.metadata.text
                )
            }
        }
    }

    private static func run(_ command: String) -> (status: Int32, output: [UInt8]) {
        guard let pipe = unsafe popen(command, "r") else { return (-1, []) }
        var output: [UInt8] = []
        var byte = unsafe getc(pipe)
        while byte != EOF {
            output.append(UInt8(truncatingIfNeeded: byte))
            byte = unsafe getc(pipe)
        }
        return (unsafe pclose(pipe), output)
    }
}
