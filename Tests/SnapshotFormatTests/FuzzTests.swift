import KafkaTestSupport
import Offsets
import Testing

@testable import SnapshotFormat

/// Bytes changed at random; the seed of a failing round is in its message.
struct FuzzTests {
    private static let rounds: UInt64 = 300
    /// The index of the layout section, the first of those that hold rows.
    private static let firstRowSection = 5

    @Test func `random bytes are no snapshot`() throws {
        for seed in 0..<Self.rounds {
            var random = SeededRandom(seed: seed)
            var bytes = (0..<Int.random(in: 0..<2_000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: FormatError.self, "seed \(seed)") { try SnapshotFile.decode(bytes) }
            bytes.replaceSubrange(0..<min(16, bytes.count), with: try SnapshotFile.encode(Samples.empty).bytes[..<16])
            #expect(throws: FormatError.self, "seed \(seed)") { try SnapshotFile.decode(bytes) }
        }
    }

    @Test(arguments: Samples.all)
    func `several bytes changed at random are noticed`(_ sample: Sample) throws {
        let original = try SnapshotFile.encode(sample.snapshot).bytes
        for seed in 0..<Self.rounds {
            var random = SeededRandom(seed: seed)
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
            guard bytes != original else { continue }
            #expect(throws: FormatError.self, "seed \(seed)") { try SnapshotFile.decode(bytes) }
        }
    }

    /// Contents changed and sealed again with right checksums and digests: whatever is still read must be a snapshot
    /// that is written as the very same content, so nothing has two forms and nothing read is out of its range.
    @Test(arguments: Samples.all)
    func `a changed content is refused or is the one form of another snapshot`(_ sample: Sample) throws {
        let original = try HandmadeFile(sample.snapshot)
        var accepted = 0
        var acceptedRows = 0
        for seed in 0..<Self.rounds * 4 {
            var random = SeededRandom(seed: seed)
            var file = original
            let section = Int.random(in: file.sections.indices, using: &random)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                Self.change(&file.sections[section].content, using: &random)
            }
            guard let rows = try? Self.snapshot(in: file) else { continue }
            file.offsetsDigest = try SnapshotFile.offsetsDigest(of: rows)
            let bytes = try file.bytes
            guard let decoded = try? SnapshotFile.decode(bytes) else { continue }
            acceptedRows += section >= Self.firstRowSection ? 1 : 0
            #expect(try SnapshotFile.encode(decoded.snapshot).digest == decoded.digest, "seed \(seed)")
            accepted += 1
        }
        // Changed texts and numbers are read when they are in range; if none is, the test does not test.
        #expect(accepted > 0)
        #expect(acceptedRows > 0 || sample.snapshot.offsetCount == 0)
    }

    /// What a file holds, whatever it says its offsets digest is.
    private static func snapshot(in file: HandmadeFile) throws -> Snapshot {
        var reader = try SnapshotReader(file.bytes)
        var groups: [GroupOffsets] = []
        while let group = try reader.nextGroup() { groups.append(group) }
        return Snapshot(origin: reader.origin, coverage: reader.coverage, groups: groups, topics: reader.topics)
    }

    private static func change(_ bytes: inout [UInt8], using random: inout SeededRandom) {
        let value =
            [0, 1, 2, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
            .randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(value, at: Int.random(in: 0...bytes.count, using: &random))
        case 1 where !bytes.isEmpty: bytes.remove(at: Int.random(in: bytes.indices, using: &random))
        default: if let index = bytes.indices.randomElement(using: &random) { bytes[index] = value }
        }
    }
}
