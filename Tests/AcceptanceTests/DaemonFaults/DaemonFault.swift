import Foundation
import Testing

/// Something that goes wrong around a running daemon: what shows it, and how it passes.
///
/// The table is the page of the operators, and what its tests expect.
struct DaemonFault: Sendable {
    /// What is wrong.
    let fault: String
    /// What `tidemark status` says of the job or the store.
    let status: String
    /// What of the metrics shows it.
    let metrics: String
    /// What is logged, `NAME` being the job.
    let log: String
    /// Whether the daemon goes on, or what it ends with.
    let exit: String
    /// How it is over.
    let recovery: String

    private static let failing = "`failing`, then `late` (exit 4)"
    private static let unremembered = "as before, and `late` (exit 4) once the last snapshot is too old"
    private static let failed = "`tidemark_snapshot_attempts_total{outcome=\"failed\"}`"
    private static let goesOn = "continues"
    private static let nextSlot = "by itself, the next time the job is due"

    /// What is logged for a job of this name.
    func log(of job: String) -> String { log.replacing("NAME", with: job) }

    static let brokersAway = DaemonFault(
        fault: "no broker answers, for minutes or hours",
        status: failing,
        metrics: failed,
        log: "job NAME failed (unreachable)",
        exit: goesOn,
        recovery: "by itself: tried again after 10 s, then in pauses up to 5 min; one snapshot makes up for all"
    )
    static let diskFull = DaemonFault(
        fault: "the disk of the store is full",
        status: unremembered,
        metrics: "\(failed), `tidemark_store_free_bytes`",
        log: "job NAME failed (disk-full)",
        exit: goesOn,
        recovery: nextSlot
    )
    static let readOnlyAtStart = DaemonFault(
        fault: "the store is read-only when the daemon starts",
        status: "as before",
        metrics: "none",
        log: "Read-only file system",
        exit: "73",
        recovery: "start it again; what was missed is made up for"
    )
    static let readOnly = DaemonFault(
        fault: "the store becomes read-only",
        status: unremembered,
        metrics: failed,
        log: "job NAME failed (cannot-create)",
        exit: goesOn,
        recovery: nextSlot
    )
    static let credentialMissingAtStart = DaemonFault(
        fault: "a secret's file is missing when the daemon starts",
        status: "as before",
        metrics: "none",
        log: "cluster.prod.secrets",
        exit: "78",
        recovery: "start it again; what was missed is made up for"
    )
    static let credentialMissing = DaemonFault(
        fault: "a secret's file goes away",
        status: failing,
        metrics: failed,
        log: "job NAME failed (bad-secret-file)",
        exit: goesOn,
        recovery: nextSlot
    )
    static let childKilled = DaemonFault(
        fault: "the process of a run is killed",
        status: "`failing`",
        metrics: failed,
        log: "job NAME failed (kafka-process-crashed)",
        exit: goesOn,
        recovery: "by itself: tried again after 10 s"
    )
    static let childStopped = DaemonFault(
        fault: "the process of a run stands still",
        status: "`failing`",
        metrics: failed,
        log: "job NAME failed (deadline-passed)",
        exit: goesOn,
        recovery: "it is killed after the job's `timeout`, and the run is tried again"
    )
    static let catalogDamaged = DaemonFault(
        fault: "`catalog.sqlite` is damaged",
        status: "as ever",
        metrics: "none",
        log: "job NAME took",
        exit: goesOn,
        recovery: "the next command that opens the store makes it anew from the snapshots"
    )
    static let configurationWrong = DaemonFault(
        fault: "the configuration is removed, or has a mistake",
        status: "exit 66 or 78, with every mistake",
        metrics: "none",
        log: "the configuration was not reloaded; the previous one stays in effect",
        exit: goesOn,
        recovery: "correct it, and send SIGHUP; nothing is read before"
    )
    static let daemonKilled = DaemonFault(
        fault: "the daemon is killed during a run",
        status: "`no daemon runs for this store`",
        metrics: "gone",
        log: "job NAME started, to make up for",
        exit: "signal 9",
        recovery: "start it again, as systemd does: the run ends with it and is made up for"
    )
    static let clockSet = DaemonFault(
        fault: "the clock is set",
        status: "as ever",
        metrics: "none",
        log: "the clock was set",
        exit: goesOn,
        recovery: "forward, one run makes up for what was missed; back, nothing runs twice"
    )
    static let hookHangs = DaemonFault(
        fault: "a hook hangs",
        status: "`ok`",
        metrics: "`tidemark_snapshot_attempts_total{outcome=\"complete\"}`",
        log: "was ended because it was not done after",
        exit: goesOn,
        recovery: "it is killed at its `timeout`; only a `before` hook keeps the run from taking place"
    )
    static let pingAway = DaemonFault(
        fault: "the address of a ping does not answer",
        status: "`ok`",
        metrics: "`tidemark_snapshot_attempts_total{outcome=\"complete\"}`",
        log: "of job NAME could not be reported",
        exit: goesOn,
        recovery: "each ping is tried three times, beside the work"
    )
    static let metricsPortTaken = DaemonFault(
        fault: "the port for the metrics is taken",
        status: "`ok`",
        metrics: "not to be had at that port",
        log: "metrics: ",
        exit: goesOn,
        recovery: "change `metrics` and send SIGHUP; a port that is free again is used within 5 min"
    )
    static let recordsDamaged = DaemonFault(
        fault: "`jobs.sqlite` is damaged",
        status: "as before, by the snapshots; failures are forgotten",
        metrics: "none",
        log: "the record of each job's last run is lost, and a new one was started",
        exit: goesOn,
        recovery: "by itself: it is moved aside and a new one is started"
    )

    /// Every row, in the order of the page.
    static let all = [
        brokersAway, diskFull, readOnlyAtStart, readOnly, credentialMissingAtStart, credentialMissing, childKilled,
        childStopped, catalogDamaged, recordsDamaged, configurationWrong, daemonKilled, clockSet, hookHangs, pingAway,
        metricsPortTaken,
    ]

    /// The table as the page has it.
    static var table: String {
        var lines = [
            "| What is wrong | `status` | Metrics | Line | The daemon | How it is over |", "|---|---|---|---|---|---|",
        ]
        lines += all.map { row in
            let cells = [
                row.fault, row.status, row.metrics, "`\(row.log.trimmingCharacters(in: .whitespaces)) …`", row.exit,
                row.recovery,
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The place of the table in `docs/operations.md`.
struct DaemonFaultPageTests {
    /// Set to write the table into the page instead of comparing it.
    private static let writing = "TIDEMARK_WRITE_DOCS"
    private static let heading = "## What can go wrong, and what shows it\n"
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/operations.md")

    @Test func `docs/operations.md has the table`() throws {
        let page = try String(contentsOf: Self.file, encoding: .utf8)
        let section = try #require(page.range(of: Self.heading))
        let begin = try #require(page.range(of: "| What is wrong", range: section.upperBound..<page.endIndex))
            .lowerBound
        let end =
            page.range(of: "\n\n", range: begin..<page.endIndex).map { page.index(after: $0.lowerBound) }
            ?? page.endIndex
        if ProcessInfo.processInfo.environment[Self.writing] != nil {
            try Data(page.replacingCharacters(in: begin..<end, with: DaemonFault.table).utf8).write(to: Self.file)
        } else {
            #expect(
                page[begin..<end] == DaemonFault.table,
                "write it again: \(Self.writing)=1 swift test --filter DaemonFaultPageTests"
            )
        }
    }
}
