extension AnswerFuzz {
    private static let usage = """
        usage: fuzz-answers [--answers N] [--seed N] [--first N]

        Reads N answers of brokers (1 000 000), which are written by the tables of the protocol and changed at random, and
        says what came of them. Exit 0 when nothing went wrong. An answer that went wrong is had again with the same
        --seed, --first NUMBER and --answers 1.
        """
    /// How long the answers are that ask for most.
    private static let greedyBytes = 1 << 20

    /// The program: returns its exit code.
    package static func main(_ arguments: [String]) -> Int32 {
        var (answers, first, seed): (Int, Int, UInt64) = (1_000_000, 0, 1)
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard let number = rest.popFirst().flatMap({ UInt32($0) }) else { return fail() }
            switch word {
            case "--answers": answers = Int(number)
            case "--seed": seed = UInt64(number)
            case "--first": first = Int(number)
            default: return fail()
            }
        }
        let fuzz = AnswerFuzz(seed: seed, checksLimits: true)
        let began = ContinuousClock.now
        let outcome = fuzz.run(first..<first + answers) { print("\($0.answers) answers", terminator: "\r") }
        print("from \(first), seed \(seed): \(outcome), \(began.duration(to: .now))")
        var failures = outcome.failures
        // One that is had again is had alone.
        if answers > 1 {
            let greedy = fuzz.runGreedy(greedyBytes)
            print("that ask for most: \(greedy)")
            failures += greedy.failures
        }
        for failure in failures { print(failure) }
        return failures.isEmpty ? 0 : 1
    }

    private static func fail() -> Int32 {
        print(usage)
        return 64
    }
}

extension AnswerFuzz.Outcome: CustomStringConvertible {
    package var description: String {
        let memory = (greediest * 10).rounded() / 10
        return "\(answers) answers: \(accepted) read, \(refused) refused, slowest \(slowest), "
            + "\(memory) bytes of memory a byte at most"
    }
}
