import Offsets

/// What came of all schedules together.
struct Tally: Sendable {
    private(set) var ends: [String: [Schedule.Client: Int]] = [:]
    private(set) var reached: [String: Int] = [:]

    mutating func add(_ verdict: Verdict, _ client: Schedule.Client) {
        ends[verdict.end, default: [:]][client, default: 0] += 1
        for word in verdict.reached { reached[word, default: 0] += 1 }
    }

    /// What has to be met in a run that is to mean something, and was not.
    var missing: [String] {
        let wantedEnds = [RunState.done, .aborted, .raced, .undecided, .rolledBack].map(\.rawValue) + ["refused"]
        let wanted = Set(RequiredSituation.all.compactMap(\.word)).sorted()
        return wantedEnds.filter { ends[$0] == nil }.map { "end: \($0)" } + wanted.filter { reached[$0] == nil }
    }

    /// A table for people.
    var lines: [String] {
        let clients = Schedule.Client.allCases
        var lines = ["ends of the runs (" + clients.map(\.rawValue).joined(separator: ", ") + ")"]
        for (end, counts) in ends.sorted(by: { $0.key < $1.key }) {
            let numbers = clients.map { padded("\(counts[$0] ?? 0)", 8) }.joined()
            lines.append("\(numbers)  \(end)")
        }
        lines.append("met on the way (schedules)")
        for (word, count) in reached.sorted(by: { $0.key < $1.key }) {
            lines.append("\(padded("\(count)", 8))  \(word)")
        }
        return lines
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
