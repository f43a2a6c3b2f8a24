import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// The configuration, the store and the book of attempts of a soak.
final class SoakPlace: Sendable {
    /// How often the job is due.
    static let period = Duration.seconds(20)
    /// What one attempt is given: half a minute may go by until the brokers that are left have listed every group.
    private static let timeout = "60s"

    private let scratch: ScratchDirectory
    let store: ScratchStore
    private var file: String { scratch.file("tidemark.toml") }
    private var book: String { scratch.file("attempts") }

    init() throws {
        scratch = try ScratchDirectory(named: "tidemark-soak")
        store = ScratchStore()
    }

    /// Writes the configuration: one job, whose hook keeps a book of what came of each attempt.
    func configure(_ cluster: TestCluster, groups: [String]) throws {
        let servers = cluster.bootstrapServers.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
        let text = """
            [cluster.prod]
            bootstrap-servers = [\(servers)]
            [job.often]
            schedule = "*-*-* *:*:00/\(Self.period / .seconds(1))"
            groups = [\(groups.map { "\"\($0)\"" }.joined(separator: ", "))]
            timeout = "\(Self.timeout)"
            hooks.finally = ["/bin/sh", "-c", "cat >>\(book)"]
            [daemon]
            textfile = "\(scratch.file("tidemark.prom"))"
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    func start(_ words: String...) throws -> RunningCommand {
        try RunningCommand(
            words + ["--config", file, "--store", store.directory],
            environment: [:],
            output: .captured
        )
    }

    /// What the daemon remembers of the job.
    struct Job: Decodable {
        let job: String
        let skipped: Int
        let missed: Int
    }

    func job() async throws -> Job {
        struct Document: Decodable { let jobs: [Job] }
        let result = try await start("job", "list", "--json").result()
        return try #require(try result.document(Document.self).jobs.first, "\(result)")
    }

    /// Every attempt of the job that is over, in the order of their ends.
    func attempts() throws -> [SoakAttempt] {
        guard let text = try? String(contentsOfFile: book, encoding: .utf8) else { return [] }
        // The last line may be written at this moment.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.map { try SoakAttempt(line: $0) }
    }
}

/// An attempt of the job, as its hook was told of it.
struct SoakAttempt: Hashable, Sendable {
    let began: Timestamp
    let ended: Timestamp
    let outcome: String
    let error: String?
    let snapshot: String?

    var hasSucceeded: Bool { snapshot != nil }

    /// Whether it was under way at a moment, by more than some margin.
    func isUnderWay(at moment: Timestamp, margin: Duration) -> Bool {
        began.advanced(by: margin) < moment && moment < ended.advanced(by: .zero - margin)
    }

    init(line: Substring) throws {
        struct Document: Decodable {
            struct Failure: Decodable { let code: String }
            struct Snapshot: Decodable { let id: String }
            let startedAt: String
            let finishedAt: String
            let outcome: String
            let error: Failure?
            let snapshot: Snapshot?
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(line.utf8))
        began = try #require(Timestamp(rfc3339: document.startedAt))
        ended = try #require(Timestamp(rfc3339: document.finishedAt))
        outcome = document.outcome
        error = document.error?.code
        snapshot = document.snapshot?.id
    }
}

/// Where the present moment lies between two times at which the job is due.
enum SoakClock {
    /// How long ago the job was due last.
    static var sinceSlot: Duration {
        .nanoseconds(Timestamp.now().nanoseconds % Int64(SoakPlace.period / .nanoseconds(1)))
    }

    /// Whether the job is neither due nor has just been.
    static var isAwayFromSlots: Bool { (.seconds(4)...(.seconds(14))).contains(sinceSlot) }

    /// Returns when the job is neither due nor has just been.
    static func awayFromSlots() async throws {
        try await Waiting.until("the job is not due") { isAwayFromSlots }
    }

    /// Returns at the next time at which the job is due.
    static func atSlot() async throws {
        let before = Timestamp.now().nanoseconds / Int64(SoakPlace.period / .nanoseconds(1))
        try await Waiting.until("the job is due") {
            Timestamp.now().nanoseconds / Int64(SoakPlace.period / .nanoseconds(1)) > before
        }
    }
}

extension RunningCommand {
    /// Returns when it has said something.
    func says(_ text: String) async throws {
        try await Waiting.until("it says \"\(text)\": \(messages)") { messages.contains(text) || hasEnded }
    }
}
