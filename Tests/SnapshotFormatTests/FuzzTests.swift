import FormatFuzz
import KafkaTestSupport
import SnapshotFormat
import Testing

/// Bytes changed at random; the number of a failing file is in its message.
///
/// `scripts/fuzz-format` reads a million.
struct FuzzTests {
    private static let rounds: UInt64 = 300
    private static let files = 2_000

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

    /// Contents changed and sealed again with right checksums and digests: whatever is still read must be a snapshot
    /// that is written as the very same content, so nothing has two forms and nothing read is out of its range.
    @Test func `a changed file is refused or is the one form of another snapshot`() throws {
        let originals = try Golden.files.map { try $0.bytes }
        let outcome = try FormatFuzz(of: originals, seed: 1, checksLimits: false).run(0..<Self.files)
        #expect(outcome.failures == [])
        #expect(outcome.files == Self.files)
        // Changed texts and numbers are read when they are in range; if none is, the test does not test.
        #expect(outcome.accepted > Self.files / 50)
        #expect(outcome.refused > Self.files / 50)
    }
}
