/// How often it came to what, for people to read.
struct OutcomeCounts {
    private var counts: [String: [String: Int]] = [:]

    /// Counts one.
    mutating func add(_ cause: String, _ outcome: String) {
        counts[cause, default: [:]][outcome, default: 0] += 1
    }

    /// Prints a line for each cause, and one of all together.
    func report(_ title: String) {
        let all = counts.values.reduce(into: [:]) { sum, outcomes in sum.merge(outcomes, uniquingKeysWith: +) }
        let lines = counts.sorted { $0.key < $1.key }.map { "  \($0.key): \(Self.text($0.value))" }
        let total = all.values.reduce(0, +)
        print(([title] + lines + ["\(title): \(total) in all, \(Self.text(all)); 0 mixtures"]).joined(separator: "\n"))
    }

    private static func text(_ outcomes: [String: Int]) -> String {
        outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
