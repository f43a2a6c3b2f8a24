import Daemon
import Testing

/// The metrics as text, in both formats.
struct MetricsFormatTests {
    private static func lines(_ format: MetricsFormat) throws -> [String] {
        try format.text(of: MetricsSample.everything().families).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    @Test func `both formats have the same samples`() throws {
        let classic = try Self.lines(.classic).filter { !$0.hasPrefix("#") }
        let open = try Self.lines(.openMetrics).filter { !$0.hasPrefix("#") }
        #expect(classic == open)
        #expect(classic.count > 60)
    }

    @Test func `OpenMetrics ends with EOF and the classic format does not, and both with a newline`() throws {
        #expect(try Self.lines(.openMetrics).suffix(2) == ["# EOF", ""])
        #expect(try Self.lines(.classic).last == "")
        #expect(try !Self.lines(.classic).contains("# EOF"))
    }

    @Test
    func `OpenMetrics names a counter without its ending and knows informations, the classic format does neither`()
        throws
    {
        let open = try Self.lines(.openMetrics)
        #expect(open.contains("# TYPE tidemark_snapshot_attempts counter"))
        #expect(open.contains("# TYPE tidemark_build info"))
        let classic = try Self.lines(.classic)
        #expect(classic.contains("# TYPE tidemark_snapshot_attempts_total counter"))
        #expect(classic.contains("# TYPE tidemark_build_info gauge"))
    }

    @Test func `a family has its help and type once, before all of its samples`() throws {
        for format in MetricsFormat.allCases {
            var seen: Set<String> = []
            var open = ""
            for line in try Self.lines(format) where !line.isEmpty && line != "# EOF" {
                let words = line.split(separator: " ")
                if words[1] == "HELP" { #expect(seen.insert(String(words[2])).inserted) }
                if words[0] == "#" {
                    open = String(words[2])
                } else {
                    #expect(line.hasPrefix(open), "\(line) after \(open)")
                }
            }
        }
    }

    @Test func `times are seconds, sizes bytes, and whole numbers stay whole`() throws {
        let lines = try Self.lines(.classic)
        let labels = "{tidemark_job=\"nightly\",cluster=\"prod\"}"
        #expect(lines.contains("tidemark_last_success_timestamp_seconds\(labels) 1795662000.25"))
        #expect(lines.contains("tidemark_schedule_interval_seconds\(labels) 86400.0"))
        #expect(lines.contains("tidemark_late_seconds\(labels) 1.5"))
        #expect(lines.contains("tidemark_snapshot_bytes\(labels) 65536"))
        #expect(lines.contains("tidemark_store_free_bytes 10000000000"))
    }

    @Test func `a histogram counts what took as long or less, and all of it`() throws {
        let lines = try Self.lines(.classic)
        func bucket(_ bound: String) -> String {
            "tidemark_snapshot_duration_seconds_bucket{tidemark_job=\"nightly\",cluster=\"prod\",le=\"\(bound)\"}"
        }
        #expect(lines.contains("\(bucket("0.25")) 0"))
        #expect(lines.contains("\(bucket("0.5")) 1"))
        #expect(lines.contains("\(bucket("2.5")) 2"))
        #expect(lines.contains("\(bucket("+Inf")) 2"))
        let labels = "{tidemark_job=\"nightly\",cluster=\"prod\"}"
        #expect(lines.contains("tidemark_snapshot_duration_seconds_sum\(labels) 2.3"))
        #expect(lines.contains("tidemark_snapshot_duration_seconds_count\(labels) 2"))
    }

    @Test func `a duration at a bound is in its bucket, and a negative one counts as none`() {
        var histogram = DurationHistogram()
        histogram.note(.milliseconds(100))
        histogram.note(.seconds(-5))
        histogram.note(.seconds(100_000))
        #expect(histogram.counts.first == 2 && histogram.counts.last == 2 && histogram.count == 3)
        #expect(abs(histogram.sum - 100_000.1) < 1e-6)
    }

    @Test func `what is not known has no sample, and a family without samples is left out`() throws {
        let lines = try Self.lines(.classic)
        #expect(lines.contains { $0.hasPrefix("tidemark_late_seconds{tidemark_job=\"nightly\"") })
        #expect(!lines.contains { $0.hasPrefix("tidemark_late_seconds{tidemark_job=\"hourly\"") })
        let empty = MetricsFormat.classic.text(of: MetricsState().families)
        #expect(
            empty.split(separator: "\n").filter { !$0.hasPrefix("#") } == ["tidemark_build_info{version=\"0.1.0\"} 1"]
        )
    }

    @Test func `a job that has not run has its counters, so that the first failure is an increase`() throws {
        for outcome in AttemptOutcome.allCases {
            let line =
                "tidemark_snapshot_attempts_total{tidemark_job=\"hourly\",cluster=\"prod\",outcome=\"\(outcome)\"} 0"
            #expect(try Self.lines(.classic).contains(line))
        }
    }

    @Test func `no label is called job, which Prometheus would rename`() throws {
        for line in try Self.lines(.classic) { #expect(!line.contains("{job=") && !line.contains(",job=")) }
    }

    @Test func `names of others cannot break out of a label`() throws {
        var state = try MetricsSample.everything()
        state.jobs = [JobMetrics(name: "a\"} 1\ntidemark_late_seconds 7\\", cluster: "ü")]
        let text = MetricsFormat.classic.text(of: state.families)
        #expect(text.contains("{tidemark_job=\"a\\\"} 1\\ntidemark_late_seconds 7\\\\\",cluster=\"ü\",outcome"))
        #expect(!text.contains("\ntidemark_late_seconds 7"))
    }

    @Test(
        arguments: [
            (nil, .classic), ("text/html", .classic), ("*/*", .classic), ("text/plain; version=0.0.4", .classic),
            (
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4",
                .openMetrics
            ),
        ] as [(String?, MetricsFormat)]
    )
    func `who asks for OpenMetrics gets it, and everybody else the classic format`(
        header: String?,
        format: MetricsFormat
    ) {
        #expect(MetricsFormat(accepting: header) == format)
    }
}
