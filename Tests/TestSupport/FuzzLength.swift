import FoundationEssentials

/// How long something is fed with random bytes: a number of rounds, and as much longer as `scripts/fuzz` says.
package struct FuzzLength {
    /// The variable with the seconds.
    private static let variable = "TIDEMARK_FUZZ_SECONDS"

    private let rounds: Int
    private let end: ContinuousClock.Instant
    /// How many rounds there were.
    package private(set) var count = 0

    /// At least so many rounds.
    package init(atLeast rounds: Int) {
        self.rounds = rounds
        let seconds = ProcessInfo.processInfo.environment[Self.variable].flatMap { Int($0) } ?? 0
        end = .now.advanced(by: .seconds(seconds))
    }

    /// Whether there is another round.
    package mutating func next() -> Bool {
        guard count < rounds || .now < end else { return false }
        count += 1
        return true
    }
}
