import FoundationEssentials
import KafkaTestSupport
import Offsets
import Settings
import Store
import Synchronization

@testable import Daemon

/// A daemon in this process, whose clock and children are the test's.
final class TestService: Sendable {
    /// The hour before the job is due for the first time.
    static let start = Timestamp(rfc3339: "2026-11-27T12:00:00Z") ?? .now()

    private struct State {
        var now = Moment(wall: start, steady: .zero)
        var events: [DaemonEvent] = []
        var file = TestService.file("nightly")
        var results: [JobResult] = []
        var lasting: JobResult?
        var recoveries: [FailedRun] = []
        var runs = 0
    }

    let directory: String
    let inbox = ServiceInbox()
    private let state = Mutex(State())
    /// Whether runs go on until they are cancelled.
    private let hangs: Bool

    private let seams: DaemonSeams

    init(hangs: Bool = false, seams: DaemonSeams = DaemonSeams()) {
        self.seams = seams
        directory = FileManager.default.temporaryDirectory.appending(path: "tidemark-\(UUID().uuidString)").path
        self.hangs = hangs
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    static func file(_ jobs: String...) -> String {
        "[cluster.prod]\nbootstrap-servers = [\"kafka-1:9092\"]\n"
            + jobs.map { "[job.\($0)]\nschedule = \"*-*-* *:00:00\"\ngroups = [\"\($0)-*\"]\n" }.joined()
    }

    static func taken() -> JobResult {
        .succeeded(TakenSnapshot(id: SnapshotID(text: "20261127T130000Z-1"), groups: 3, offsets: 9, bytes: 700))
    }

    static let unreachable = JobResult.failed(
        FailedRun(code: "unreachable", message: "no broker answers", hint: "Start one.", endedWith: 69)
    )

    var events: [DaemonEvent] { state.withLock(\.events) }
    var runs: Int { state.withLock(\.runs) }

    /// What the next runs come to; snapshots when nothing is left.
    func answer(_ results: JobResult...) { state.withLock { $0.results += results } }

    /// What every run comes to from now on that has no answer of its own; snapshots again for `nil`.
    func answerAll(_ result: JobResult?) { state.withLock { $0.lasting = result } }

    /// What keeps the next recoveries from coming to their end; nothing when none is left.
    func answerRecovery(_ failures: FailedRun...) { state.withLock { $0.recoveries += failures } }

    func write(_ file: String) { state.withLock { $0.file = file } }

    /// Sets both clocks forward.
    func pass(_ duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
        inbox.tick()
    }

    /// Sets the clock on the wall, forward or, where it is negative, back.
    func setClock(by change: Duration) {
        state.withLock { $0.now.wall = $0.now.wall.advanced(by: change) }
        inbox.tick()
    }

    /// Returns when something of a kind has been told.
    func told(_ what: String, _ matches: @escaping @Sendable (DaemonEvent) -> Bool) async throws {
        try await Waiting.until("the daemon tells of \(what)") { events.contains(where: matches) }
    }

    /// Lets the daemon run while something is tried with it, and ends it.
    func run(_ body: @Sendable @escaping () async throws -> Void) async throws {
        let service = self.service
        let task = Task { try await service.run() }
        do {
            try await body()
        } catch {
            inbox.stop()
            try? await task.value
            throw error
        }
        inbox.stop()
        try await task.value
    }

    var service: JobService {
        let surroundings = JobService.Surroundings(
            settings: { [self] () throws(TidemarkError) in try settings() },
            snapshot: { [self] _ in (await result(), false) },
            recover: { [self] _ in state.withLock { $0.recoveries.isEmpty ? nil : $0.recoveries.removeFirst() } },
            host: "host",
            now: { [self] in state.withLock(\.now) },
            tell: { [self] event in state.withLock { $0.events.append(event) } }
        )
        return JobService(directory: directory, surroundings: surroundings, seams: seams, inbox: inbox)
    }

    private func result() async -> JobResult {
        let result = state.withLock { state in
            state.runs += 1
            return state.results.isEmpty ? state.lasting ?? Self.taken() : state.results.removeFirst()
        }
        guard hangs else { return result }
        try? await Task.sleep(for: Waiting.patience)
        return Task.isCancelled ? .interrupted : result
    }

    private func settings() throws(TidemarkError) -> Settings { try Self.settings(of: state.withLock(\.file)) }

    /// What a file says.
    static func settings(of file: String) throws(TidemarkError) -> Settings {
        let surroundings = SettingsSurroundings(
            now: start,
            zone: { _ throws(TidemarkError) in .utc },
            secret: { _, _ in .usable }
        )
        do throws(SettingsError) {
            return try Settings(Array(file.utf8), file: "tidemark.toml", in: surroundings)
        } catch {
            throw TidemarkError(.badConfiguration, "\(error.mistakes.count) mistakes", cause: error)
        }
    }
}
