import Offsets
import Testing

/// What restic's `forget` does, as its manual describes it and its own tests of the policy show it.
///
/// The rows were made by a transcription of restic's `ApplyPolicy` that gives what is in the files of restic's own tests,
/// for moments of ours: two in an hour, weeks and months across the turn of a year, months without any.
struct ResticTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let policy: RetentionPolicy
        /// What is kept, each with its reasons.
        let kept: [String]
        var testDescription: String { "\(policy)" }

        init(_ policy: RetentionPolicy, _ kept: [String]) {
            self.policy = policy
            self.kept = kept
        }
    }

    private static let moments = [
        "2024-12-30T10:00", "2024-12-31T10:00", "2025-01-01T10:00", "2025-11-03T10:00", "2025-12-26T10:00",
        "2025-12-27T10:00", "2025-12-28T10:00", "2025-12-28T22:00", "2025-12-29T10:00", "2025-12-31T10:00",
        "2026-01-01T10:00", "2026-01-04T23:59", "2026-01-05T00:00", "2026-01-05T00:30", "2026-01-05T01:00",
        "2026-01-31T10:00", "2026-02-01T10:00", "2026-02-02T09:10", "2026-02-02T09:50", "2026-02-02T10:00",
    ]

    private static let rows = [
        Row(
            RetentionPolicy([.last: 3], fewest: 0),
            ["2026-02-02T09:10 last", "2026-02-02T09:50 last", "2026-02-02T10:00 last"]
        ),
        Row(
            RetentionPolicy([.last: 20], fewest: 0),
            [
                "2024-12-30T10:00 last", "2024-12-31T10:00 last", "2025-01-01T10:00 last", "2025-11-03T10:00 last",
                "2025-12-26T10:00 last", "2025-12-27T10:00 last", "2025-12-28T10:00 last", "2025-12-28T22:00 last",
                "2025-12-29T10:00 last", "2025-12-31T10:00 last", "2026-01-01T10:00 last", "2026-01-04T23:59 last",
                "2026-01-05T00:00 last", "2026-01-05T00:30 last", "2026-01-05T01:00 last", "2026-01-31T10:00 last",
                "2026-02-01T10:00 last", "2026-02-02T09:10 last", "2026-02-02T09:50 last", "2026-02-02T10:00 last",
            ]
        ),
        Row(
            RetentionPolicy([.hourly: 3], fewest: 0),
            ["2026-02-01T10:00 hourly", "2026-02-02T09:50 hourly", "2026-02-02T10:00 hourly"]
        ),
        Row(
            RetentionPolicy([.hourly: 7], fewest: 0),
            [
                "2026-01-04T23:59 hourly", "2026-01-05T00:30 hourly", "2026-01-05T01:00 hourly",
                "2026-01-31T10:00 hourly", "2026-02-01T10:00 hourly", "2026-02-02T09:50 hourly",
                "2026-02-02T10:00 hourly",
            ]
        ),
        Row(RetentionPolicy([.daily: 1], fewest: 0), ["2026-02-02T10:00 daily"]),
        Row(
            RetentionPolicy([.daily: 7], fewest: 0),
            [
                "2025-12-31T10:00 daily", "2026-01-01T10:00 daily", "2026-01-04T23:59 daily", "2026-01-05T01:00 daily",
                "2026-01-31T10:00 daily", "2026-02-01T10:00 daily", "2026-02-02T10:00 daily",
            ]
        ),
        Row(
            RetentionPolicy([.daily: 99], fewest: 0),
            [
                "2024-12-30T10:00 daily", "2024-12-31T10:00 daily", "2025-01-01T10:00 daily", "2025-11-03T10:00 daily",
                "2025-12-26T10:00 daily", "2025-12-27T10:00 daily", "2025-12-28T22:00 daily", "2025-12-29T10:00 daily",
                "2025-12-31T10:00 daily", "2026-01-01T10:00 daily", "2026-01-04T23:59 daily", "2026-01-05T01:00 daily",
                "2026-01-31T10:00 daily", "2026-02-01T10:00 daily", "2026-02-02T10:00 daily",
            ]
        ),
        Row(
            RetentionPolicy([.weekly: 4], fewest: 0),
            [
                "2026-01-04T23:59 weekly", "2026-01-05T01:00 weekly", "2026-02-01T10:00 weekly",
                "2026-02-02T10:00 weekly",
            ]
        ),
        Row(
            RetentionPolicy([.weekly: 5], fewest: 0),
            [
                "2025-12-28T22:00 weekly", "2026-01-04T23:59 weekly", "2026-01-05T01:00 weekly",
                "2026-02-01T10:00 weekly", "2026-02-02T10:00 weekly",
            ]
        ),
        Row(
            RetentionPolicy([.monthly: 3], fewest: 0),
            ["2025-12-31T10:00 monthly", "2026-01-31T10:00 monthly", "2026-02-02T10:00 monthly"]
        ),
        Row(
            RetentionPolicy([.monthly: 6], fewest: 0),
            [
                "2024-12-31T10:00 monthly", "2025-01-01T10:00 monthly", "2025-11-03T10:00 monthly",
                "2025-12-31T10:00 monthly", "2026-01-31T10:00 monthly", "2026-02-02T10:00 monthly",
            ]
        ),
        Row(RetentionPolicy([.yearly: 1], fewest: 0), ["2026-02-02T10:00 yearly"]),
        Row(RetentionPolicy([.yearly: 2], fewest: 0), ["2025-12-31T10:00 yearly", "2026-02-02T10:00 yearly"]),
        Row(
            RetentionPolicy([.yearly: 9], fewest: 0),
            [
                "2024-12-30T10:00 oldest-yearly", "2024-12-31T10:00 yearly", "2025-12-31T10:00 yearly",
                "2026-02-02T10:00 yearly",
            ]
        ),
        Row(
            RetentionPolicy([.last: 2, .daily: 3], fewest: 0),
            [
                "2026-01-31T10:00 daily", "2026-02-01T10:00 daily", "2026-02-02T09:50 last",
                "2026-02-02T10:00 last+daily",
            ]
        ),
        Row(
            RetentionPolicy([.daily: 3, .weekly: 4, .monthly: 6], fewest: 0),
            [
                "2024-12-31T10:00 monthly", "2025-01-01T10:00 monthly", "2025-11-03T10:00 monthly",
                "2025-12-31T10:00 monthly", "2026-01-04T23:59 weekly", "2026-01-05T01:00 weekly",
                "2026-01-31T10:00 daily+monthly", "2026-02-01T10:00 daily+weekly",
                "2026-02-02T10:00 daily+weekly+monthly",
            ]
        ),
        Row(
            RetentionPolicy([.last: 1, .hourly: 2, .daily: 3, .weekly: 4, .monthly: 5, .yearly: 6], fewest: 0),
            [
                "2024-12-30T10:00 oldest-yearly", "2024-12-31T10:00 yearly", "2025-01-01T10:00 monthly",
                "2025-11-03T10:00 monthly", "2025-12-31T10:00 monthly+yearly", "2026-01-04T23:59 weekly",
                "2026-01-05T01:00 weekly", "2026-01-31T10:00 daily+monthly", "2026-02-01T10:00 daily+weekly",
                "2026-02-02T09:50 hourly", "2026-02-02T10:00 last+hourly+daily+weekly+monthly+yearly",
            ]
        ),
        Row(
            RetentionPolicy(within: .seconds(3_600), fewest: 0),
            ["2026-02-02T09:10 within", "2026-02-02T09:50 within", "2026-02-02T10:00 within"]
        ),
        Row(
            RetentionPolicy(within: .seconds(90_000), fewest: 0),
            [
                "2026-02-01T10:00 within", "2026-02-02T09:10 within", "2026-02-02T09:50 within",
                "2026-02-02T10:00 within",
            ]
        ),
        Row(
            RetentionPolicy(within: .seconds(2_419_200), fewest: 0),
            [
                "2026-01-31T10:00 within", "2026-02-01T10:00 within", "2026-02-02T09:10 within",
                "2026-02-02T09:50 within", "2026-02-02T10:00 within",
            ]
        ),
    ]

    @Test(arguments: rows)
    func `a policy keeps what restic keeps, for its reasons`(_ row: Row) throws {
        #expect(try Self.kept(of: Self.moments, by: row.policy) == row.kept)
    }

    @Test func `a day without a snapshot does not count, as in restic's manual`() throws {
        let moments = [
            "2025-04-21T11:00", "2025-04-22T11:00", "2025-04-23T11:00", "2025-04-24T11:00", "2025-04-25T11:00",
            "2025-04-25T23:00", "2025-04-28T11:00", "2025-04-29T11:00", "2025-05-01T11:00", "2025-05-02T11:00",
            "2025-05-02T23:00",
        ]
        let kept = try Self.kept(of: moments, by: RetentionPolicy([.daily: 5]))
        #expect(
            kept == [
                "2025-04-25T23:00 daily", "2025-04-28T11:00 daily", "2025-04-29T11:00 daily", "2025-05-01T11:00 daily",
                "2025-05-02T23:00 daily+min-keep",
            ]
        )
    }

    /// One a day for a hundred years: 7 days, 4 ends of weeks beside them, 11 or 12 of months, 74 or 75 of years.
    @Test(arguments: 0..<6)
    func `a hundred years of days come to what restic's manual says`(_ offset: Int64) throws {
        let secondsPerDay: Int64 = 86_400
        let candidates = (0..<36_525).map { day in
            RetentionSample.candidate(seconds: (Int64(day) - 25_000 + offset * 9) * secondsPerDay + 43_200)
        }
        let policy = RetentionPolicy([.daily: 7, .weekly: 5, .monthly: 12, .yearly: 75])
        let verdicts = Retention.judge(candidates, at: Timestamp(nanoseconds: .max)) { _ in policy }
        let kept = verdicts.filter(\.isKept)
        func count(_ rule: RetentionRule) -> Int { kept.count { $0.reasons.contains(.rule(rule, isOldest: false)) } }
        #expect([count(.daily), count(.weekly), count(.monthly), count(.yearly)] == [7, 5, 12, 75])
        #expect(kept.count >= 93 && kept.count <= 98, "\(kept.count)")
    }

    /// What a policy keeps of complete snapshots, oldest first.
    private static func kept(of moments: [String], by policy: RetentionPolicy) throws -> [String] {
        let candidates = try moments.map { moment in
            RetentionSample.candidate(try #require(Timestamp(rfc3339: "\(moment)Z")))
        }
        let now = try #require(candidates.last).startedAt
        let verdicts = Retention.judge(candidates, at: now) { _ in policy }
        return zip(moments, verdicts).filter(\.1.isKept)
            .map { "\($0) \($1.reasons.map(\.name).joined(separator: "+"))" }
    }
}
