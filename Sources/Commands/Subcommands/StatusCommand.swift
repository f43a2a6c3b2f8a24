import Daemon
import Offsets
import Settings
import Store
import Syntax

/// `tidemark status`: whether the jobs do what they should.
enum StatusCommand {
    private static let brief = Flag("brief", help: "one line, for checks that read one")

    static let command = Command(
        CommandSyntax(
            "status",
            summary: "Show whether jobs are on time, and the state of the store",
            discussion: [
                "Works with and without a running daemon, and asks no cluster. A job is late when its last snapshot is older "
                    + "than its schedule, its jitter and its deadline allow, and \(DurationText.text(JobHealth.tolerance)) more, "
                    + "also where a job has never been seen to run; that is exit code 4. A paused job is not late.",
                "'failing' is a job whose last attempt failed, or whose last snapshot lacks something, and that is not late yet.",
            ],
            options: [
                OptionGroup("Status", brief, ConfigurationFile.option, StoreOptions.store, exits: CommandExits.reading),
                OutputOptions.plain,
            ],
            examples: [CommandExample("tidemark status --brief", "for Nagios and its like")],
            exits: [
                CommandExits.exit(.done, "no job is late"),
                CommandExits.exit(.partial, "no job is late, and the journal cannot be read, which is said"),
                CommandExits.exit(.stale, "a job is late"),
                CommandExits.exit(.notFound, "there is no configuration file"),
                CommandExits.exit(.configuration, "the configuration is wrong; every mistake is named"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        guard !arguments[brief] || !arguments[OutputOptions.json] else {
            throw TidemarkError(
                .contradiction,
                "--brief is one line, and --json a document",
                hint: "Choose one of them."
            )
        }
        let settings = try ConfigurationFile.settings(arguments, context)
        let now = Timestamp.now()
        let directory = try StoreOptions.directory(arguments, context)
        let (jobs, store) = try await JobHealthReading.jobs(settings, in: directory, now: now)
        let status = Status(
            settings: settings,
            jobs: JobList(settings: settings, jobs: jobs, now: now),
            daemon: StoreGuard.daemonHolder(of: directory),
            store: store.health,
            runs: try await runs(in: directory)
        )
        if arguments[brief] {
            context.output.writeLine(status.brief)
        } else {
            context.show(status)
        }
        if jobs.contains(where: \.isLate) { return .stale }
        return status.unseenRuns == nil ? .done : .partial
    }

    /// The runs that are not over, or why that cannot be seen.
    ///
    /// The journal may not be read, or, on a store that became read-only, waits for somebody who repairs an interrupted write;
    /// all else is worth knowing all the same.
    private static func runs(in directory: String) async throws(TidemarkError) -> Result<[RunRecord], TidemarkError> {
        do throws(TidemarkError) {
            return .success(try await RunSurvey(directory: directory).unfinished)
        } catch {
            guard error.exitCode == .denied else { throw error }
            return .failure(error)
        }
    }
}

/// What `status` found.
private struct Status: CommandResult {
    let settings: Settings
    let jobs: JobList
    /// Who is the daemon, in words.
    let daemon: String?
    let store: StoreHealth
    /// The runs that are not over, or why that cannot be seen.
    let runs: Result<[RunRecord], TidemarkError>

    /// Why it cannot be seen whether runs are not over; `nil` where it can.
    var unseenRuns: TidemarkError? {
        if case .failure(let error) = runs { error } else { nil }
    }

    private var unfinished: [RunRecord] { (try? runs.get()) ?? [] }

    private static let table = Table(
        .text("JOB"),
        .text("STATE").problems(["late", "failing", "never"]),
        .text("LAST SNAPSHOT").asDetail,
        .number("AGE"),
        .text("NEXT RUN"),
        .number("MISSED"),
        .number("FAILURES"),
        .freeText("LAST FAILURE")
    )

    var remarks: [Message] {
        var remarks: [Message] = []
        if daemon == nil, !jobs.jobs.isEmpty {
            remarks.append(
                Message(.note, "no daemon runs for this store", hint: "Start it: `systemctl start tidemark`.")
            )
        }
        if let unseenRuns {
            remarks.append(
                Message(
                    .warning,
                    "whether runs are unfinished cannot be seen: \(unseenRuns.message)",
                    hint: unseenRuns.hint
                )
            )
        }
        for run in unfinished {
            remarks.append(
                Message(
                    .warning,
                    "run \(run.id) is unfinished (\(run.state.rawValue)); if no tidemark is running, finish it with "
                        + "`tidemark recover`",
                    about: [.run: run.id.text]
                )
            )
        }
        for job in jobs.jobs where job.isLate {
            let why =
                job.record == nil && job.lastSuccess == nil ? "nothing has ever run it" : "its last snapshot is too old"
            remarks.append(Message(.warning, "job \(job.job) is late: \(why)", about: [.job: job.job]))
        }
        return remarks
    }

    /// One line: the worst first.
    var brief: String {
        let late = jobs.jobs.filter(\.isLate)
        let failing = jobs.jobs.filter { $0.state == .failing }
        let paused = jobs.jobs.filter { $0.state == .paused }
        var parts = [Counted.text(jobs.jobs.count, "job")]
        if !late.isEmpty { parts.append("late: \(Self.names(late))") }
        if !failing.isEmpty { parts.append("failing: \(Self.names(failing))") }
        if !paused.isEmpty { parts.append("paused: \(Self.names(paused))") }
        let newest = jobs.jobs.compactMap(\.lastSuccess?.finishedAt).max()
        parts.append(newest.map { "last snapshot \(Age.ago($0, now: jobs.now))" } ?? "no snapshot")
        if store.damaged > 0 { parts.append("\(Counted.text(store.damaged, "file")) damaged") }
        if !unfinished.isEmpty { parts.append("\(Counted.text(unfinished.count, "run")) unfinished") }
        if unseenRuns != nil { parts.append("runs cannot be seen") }
        let isWarning = !failing.isEmpty || store.damaged > 0 || !unfinished.isEmpty || unseenRuns != nil
        return "\(!late.isEmpty ? "LATE" : isWarning ? "WARNING" : "OK"): \(parts.joined(separator: ", "))"
    }

    func writeTable(to sink: OutputSink) {
        let rows = jobs.jobs.map { job in
            let failures = job.record?.consecutiveFailures ?? 0
            let failure = job.record?.lastFailure.map { "\(Cell.time($0.at)) \($0.code): \($0.message)" }
            return [
                job.job, job.state.rawValue, Cell.time(job.lastSuccess?.finishedAt),
                job.lastSuccess.map { Age.short($0.finishedAt, now: jobs.now) } ?? Cell.none, next(job),
                Cell.count(job.missed), Cell.count(failures), Cell.text(failure),
            ]
        }
        Self.table.write(rows, to: sink)
        if !rows.isEmpty { sink.writeLine("") }
        sink.writeLine(
            "store: \(Counted.text(store.snapshots, "snapshot")), \(Cell.bytes(store.bytes)); free "
                + (store.freeBytes.map { Cell.bytes(Int(clamping: $0)) } ?? "unknown")
                + (daysUntilFull.map { ", full in about \(Counted.text($0, "day"))" } ?? "")
                + (store.damaged > 0 ? "; \(Counted.text(store.damaged, "file")) damaged or gone" : "")
        )
        if store.snapshots > 0 { sink.writeLine("verified: \(verified)") }
    }

    /// Since when the snapshots are known to be good.
    private var verified: String {
        guard let oldest = store.oldestVerification else { return "never" }
        let never = store.neverVerified > 0 ? ", \(store.neverVerified) never" : ""
        return "\(Age.ago(oldest, now: jobs.now)) or later\(never)"
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("clusters", array: settings.clusters.map(\.name.value))
        json.member("jobs", array: jobs.payloads)
        json.member(
            "store",
            object: { json in
                json.member("snapshots", store.snapshots)
                json.member("bytes", store.bytes)
                json.member("freeBytes", store.freeBytes)
                json.member("damaged", store.damaged)
                json.member("daysUntilFull", daysUntilFull)
                json.member("neverVerified", store.neverVerified)
                json.member("verifiedSince", store.oldestVerification)
            }
        )
        if unseenRuns == nil {
            json.member("interruptedRuns", array: unfinished.map(\.id.text))
        } else {
            json.member("interruptedRuns", nil as String?)
        }
        json.member("daemon", daemon)
    }

    /// Whole days; no number that nobody believes.
    private var daysUntilFull: Int? {
        store.daysUntilFull.flatMap { Int(exactly: min($0, Self.mostDays).rounded(.down)) }
    }

    /// A century, in days.
    private static let mostDays = 36_500.0

    private func next(_ job: JobHealth) -> String {
        if job.state == .paused, job.nextRun == nil { return "when resumed" }
        return Cell.minute(job.nextRun)
    }

    private static func names(_ jobs: [JobHealth]) -> String { jobs.map(\.job).joined(separator: " ") }
}
