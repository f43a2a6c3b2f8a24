import Store

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
        let states: [RunState] = [
            .planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done, .deleting, .aborting,
            .aborted,
        ]
        let calls: [Call] = [
            .metadata, .listGroups, .readStable, .readUnstable, .initialize, .begin, .send, .commit, .abort,
            .deleteOffsets, .alter,
        ]
        let deaths = states.map { "journal \($0.rawValue)" } + calls.map { "call \($0.rawValue)" }
        let wantedDeaths = deaths.flatMap { ["death: before \($0)", "death: after \($0)"] }
        let wantedEnds = [RunState.done, .aborted, .raced, .undecided].map(\.rawValue) + ["refused"]
        let others = [
            "deed: a consumer commits", "deed: a consumer joins", "deed: another Tidemark takes the transactional id",
        ]
        return wantedEnds.filter { ends[$0] == nil }.map { "end: \($0)" }
            + (wantedDeaths + others).filter { reached[$0] == nil }
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
