import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

/// Prints one line for every case and cluster, `contract | pass | Kafka 4.3.1 | 0.8 s | what the case says`, and deletes
/// the groups the case has named.
///
/// A case that cannot be tried on a cluster is `left out`, and the line ends with why.
struct VerdictTrait: SuiteTrait, TestTrait, TestScoping {
    /// The gate of the whole suite.
    private static let gate = CaseGate(places: 12)

    var isRecursive: Bool { true }

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.gate.enter()
        let record = CaseRecord()
        let start = ContinuousClock.now
        var failure: (any Error)?
        do {
            try await CaseRecord.$current.withValue(record) { try await function() }
        } catch {
            failure = error
        }
        let passed = record.reason == nil ? "pass" : "left out"
        let verdict = failure == nil && record.issueCount == 0 ? passed : "FAIL"
        let tenths = Int64((ContinuousClock.now - start) / .milliseconds(100))
        let name = test.displayName ?? test.name
        let reason = record.reason.map { " (\($0))" } ?? ""
        let columns = [
            "contract", verdict, record.cluster?.name ?? "-", "\(tenths / 10).\(tenths % 10) s",
            [name, record.row].compactMap { $0 }.joined(separator: ": ") + reason,
        ]
        print(columns.joined(separator: " | "))
        await tidy(record)
        await Self.gate.leave()
        if let failure { throw failure }
    }

    /// Deletes the groups of a case; those never made and those that still have members are left as they are.
    private func tidy(_ record: CaseRecord) async {
        guard let cluster = record.cluster, let client = try? KafkaClient(Bench.configuration(cluster)) else { return }
        for group in record.groups {
            _ = try? await client.delete(group, before: .after(Bench.patience))
        }
    }
}

extension Trait where Self == VerdictTrait {
    /// A line with the verdict of every case.
    static var verdicts: Self { Self() }
}

extension Trait where Self == IssueHandlingTrait {
    /// Failed expectations are counted for the verdict.
    static var countedForVerdicts: Self {
        .compactMapIssues { issue in
            CaseRecord.current?.countIssue()
            return issue
        }
    }
}
