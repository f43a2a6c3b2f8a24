import AnswerFuzz
import Testing

/// Answers changed at random; the number of one that goes wrong is in its message.
///
/// `scripts/fuzz-answers` reads a million.
struct AnswerFuzzTests {
    private static let answers = 4_000
    private static let greedyBytes = 1 << 14

    @Test func `a changed answer is refused, or every decoder reads the same`() {
        let outcome = AnswerFuzz(seed: 1, checksLimits: false).run(0..<Self.answers)
        #expect(outcome.failures == [])
        #expect(outcome.answers == Self.answers)
        // Changed texts and numbers are read; if none is, or all are, the test does not test.
        #expect(outcome.accepted > Self.answers / 10)
        #expect(outcome.refused > Self.answers / 10)
    }

    @Test func `an answer that asks for most takes what its bytes justify`() {
        let outcome = AnswerFuzz(seed: 1, checksLimits: false).runGreedy(Self.greedyBytes, versions: 1)
        #expect(outcome.failures == [])
        #expect(outcome.accepted > 0)
    }
}
