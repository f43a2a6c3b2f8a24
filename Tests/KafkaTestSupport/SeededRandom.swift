import Foundation

/// Random numbers that can be had again by their seed (SplitMix64).
public struct SeededRandom: RandomNumberGenerator {
    /// The variable that makes a run repeat the random choices of an earlier one.
    private static let variable = "TIDEMARK_TEST_SEED"

    /// The seed, for the message of a failure.
    public let seed: UInt64
    private var state: UInt64

    /// Starts from the seed of the environment, else from one of its own, and prints it.
    public init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment[Self.variable].flatMap { UInt64($0) }
        seed = given ?? UInt64.random(in: .min ... .max)
        state = seed
        print("\(purpose): \(Self.variable)=\(seed)")
    }

    /// Starts from a seed.
    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A moment between zero and a duration.
    public mutating func moment(within duration: Duration) -> Duration {
        .nanoseconds(Int64.random(in: 0...Int64(duration / .nanoseconds(1)), using: &self))
    }
}
