/// What came of a schedule.
struct Verdict: Codable, Hashable, Sendable {
    /// How the run ended: a state of the journal, or why there was none.
    var end = ""
    /// What must never be, each once; empty when everything is as promised.
    private(set) var violations: [Violation] = []
    /// What happened on the way, for counting: deaths, deeds, errors.
    var reached: Set<String> = []

    /// Notes something that must never be.
    mutating func violate(_ promise: Violation.Promise, _ words: String) {
        add([Violation(promise: promise, words: words)])
    }

    /// Notes what was found elsewhere.
    mutating func add(_ found: [Violation]) {
        for violation in found where !violations.contains(violation) { violations.append(violation) }
    }
}
