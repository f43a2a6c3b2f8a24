import Cluster
import Kafka
import KafkaTestSupport
import Synchronization
import Testing

/// Keeps the verdicts of a run and prints them as one table when the last row has been judged.
final class FaultReport: Sendable {
    static let shared = FaultReport()

    /// So many rows run at once: each has a program of two processes, which mostly wait, and two cores have to serve them.
    private static let width = 6

    /// What is known of the row of the current task.
    @TaskLocal private static var issueCount: IssueCount?

    /// How many expectations of a row have failed.
    private final class IssueCount: Sendable {
        let value = Atomic(0)
    }

    private struct Verdict {
        let isPassed: Bool
        let duration: Duration
    }

    private let gate = CaseGate(places: FaultReport.width)
    private let verdicts = Mutex<[String: Verdict]>([:])

    /// Runs a row when there is a place for it, and notes its verdict.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - body: Runs it, and returns how long the command under the fault took.
    /// - Throws: What the body throws.
    func judge(_ row: FaultRow, _ body: () async throws -> Duration) async throws {
        await gate.enter()
        let issueCount = IssueCount()
        let result: Result<Duration, any Error>
        do {
            result = .success(try await Self.$issueCount.withValue(issueCount) { try await body() })
        } catch {
            result = .failure(error)
        }
        await gate.leave()
        let duration = try? result.get()
        let isPassed = duration != nil && issueCount.value.load(ordering: .relaxed) == 0
        let table = verdicts.withLock { verdicts -> String? in
            verdicts[row.testDescription] = Verdict(isPassed: isPassed, duration: duration ?? .zero)
            return verdicts.count == FaultTable.trials.count ? Self.table(verdicts) : nil
        }
        if let table { print(table) }
        _ = try result.get()
    }

    /// Notes that an expectation of the current row failed.
    static func countIssue() {
        issueCount?.value.add(1, ordering: .relaxed)
    }

    private static func table(_ verdicts: [String: Verdict]) -> String {
        let lines = FaultTable.trials.enumerated().map { number, row in
            let verdict = verdicts[row.testDescription]
            let tenths = Int64((verdict?.duration ?? .zero) / .milliseconds(100))
            let columns = [
                "faults", "\(number + 1)", verdict?.isPassed == true ? "pass" : "FAIL",
                "\(tenths / 10).\(tenths % 10) s",
                row.testDescription, row.outcome(with: KafkaClient.libraryVersion).description,
            ]
            return columns.joined(separator: " | ")
        }
        return lines.joined(separator: "\n")
    }
}

extension Trait where Self == IssueHandlingTrait {
    /// Failed expectations are counted for the verdict.
    static var countedForVerdicts: Self {
        .compactMapIssues { issue in
            FaultReport.countIssue()
            return issue
        }
    }
}
