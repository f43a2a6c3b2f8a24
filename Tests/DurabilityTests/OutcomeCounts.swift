/// How often it came to what, for people to read.
struct OutcomeCounts {
    private var details: [String: [String: Int]] = [:]
    private var totals: [String: Int] = [:]

    /// Counts one: what it came to, and more in words.
    mutating func add(_ cause: String, _ outcome: String, _ detail: String) {
        details[cause, default: [:]]["\(outcome) (\(detail))", default: 0] += 1
        totals[outcome, default: 0] += 1
    }

    /// Prints a line for each cause, and one for all; a mixture has ended the test before.
    func report(_ title: String) {
        let lines = details.sorted { $0.key < $1.key }.map { "  \($0.key): \(Self.text($0.value))" }
        let total = totals.values.reduce(0, +)
        print((lines + ["\(title): \(total) in all, \(Self.text(totals)), no mixture"]).joined(separator: "\n"))
    }

    private static func text(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
