import Cluster
import Testing

/// What release brokers are taken for by what they understand.
struct KafkaReleaseTests {
    /// The highest versions of some requests, as releases have them.
    private static let known: [(String, [Int16: Int16])] = [
        ("older than 2.5", [1: 11, 2: 5, 11: 6, 16: 3, 24: 1, 28: 2, 29: 1]),
        ("2.5", [1: 11, 2: 5, 11: 7, 16: 3, 24: 1, 28: 3, 29: 2]),
        ("2.8", [1: 12, 2: 6, 11: 7, 16: 4, 24: 3, 28: 3, 29: 2, 60: 0]),
        ("3.3 or 3.4", [1: 13, 2: 7, 11: 9, 16: 4, 24: 3, 28: 3, 29: 3, 60: 0]),
        ("3.6", [1: 15, 2: 8, 11: 9, 16: 4, 24: 4, 28: 3, 29: 3, 60: 0]),
        ("3.8", [1: 16, 2: 8, 11: 9, 16: 5, 24: 5, 28: 4, 29: 3, 60: 1]),
        ("3.9", [1: 17, 2: 9, 11: 9, 16: 5, 24: 5, 28: 4, 29: 3, 60: 1]),
        ("4.0 or newer", [1: 18, 2: 11, 11: 9, 16: 5, 24: 5, 28: 5, 29: 3, 60: 2]),
    ]

    @Test(arguments: known)
    func `a release is told by what it was the first to understand`(words: String, versions: [Int16: Int16]) {
        #expect(KafkaRelease(versions).description == words)
    }

    @Test func `releases are in order, and what nothing is known of is the oldest`() {
        let releases = Self.known.map { KafkaRelease($0.1) }
        #expect(releases == releases.sorted())
        #expect(KafkaRelease([:]) < .firstFenced)
        #expect(KafkaRelease(Self.known[1].1) == .firstFenced)
    }
}
