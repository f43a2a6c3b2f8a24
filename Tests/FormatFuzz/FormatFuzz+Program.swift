import FoundationEssentials
import Glibc

extension FormatFuzz {
    private static let usage = """
        usage: fuzz-format [--files N] [--seed N] [--first N] DIRECTORY

        Reads N files (1 000 000), which are those of DIRECTORY changed at random, and says what came of them. Exit 0 when
        nothing went wrong. A file that went wrong is had again with the same --seed, --first NUMBER and --files 1.
        """

    /// The program: returns its exit code.
    package static func main(_ arguments: [String]) -> Int32 {
        var (files, first, seed, directory): (Int, Int, UInt64, String?) = (1_000_000, 0, 1, nil)
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--files", "--seed", "--first":
                guard let number = rest.popFirst().flatMap({ UInt32($0) }) else { return fail(usage) }
                if word == "--files" { files = Int(number) } else if word == "--seed" { seed = UInt64(number) }
                if word == "--first" { first = Int(number) }
            default:
                guard directory == nil, !word.hasPrefix("-") else { return fail(usage) }
                directory = word
            }
        }
        guard let directory else { return fail(usage) }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            let originals = try names.map { [UInt8](try Data(contentsOf: URL(filePath: "\(directory)/\($0)"))) }
            let fuzz = try FormatFuzz(of: originals, seed: seed, checksLimits: true)
            let greedy = try fuzz.runGreedy()
            print("\(greedy.files) files that ask for most: \(greedy.accepted) read, slowest \(greedy.slowest)")
            let outcome = fuzz.run(first..<first + files) { print("\($0.files) files", terminator: "\r") }
            print(
                "\(outcome.files) files from \(first), seed \(seed): \(outcome.accepted) read, "
                    + "\(outcome.refused) refused, slowest \(outcome.slowest)"
            )
            for failure in greedy.failures + outcome.failures { print(failure) }
            return greedy.failures.isEmpty && outcome.failures.isEmpty ? 0 : 1
        } catch {
            return fail("fuzz-format: \(error)")
        }
    }

    private static func fail(_ message: String) -> Int32 {
        print(message)
        return 64
    }
}
