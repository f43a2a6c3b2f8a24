import KafkaTestSupport
import Offsets
import SQLite
import Store
import Synchronization
import Testing

@testable import Daemon

/// Restores that were interrupted before the daemon began.
struct RecoveryTests {
    /// Leaves a run in the journal that has begun and is not over.
    private static func interruptRun(in directory: String) async throws {
        let journal = try Journal(of: try await SnapshotStore.open(directory, for: .writing(wait: .zero)))
        let start = TestService.start
        let record = RunRecord(
            id: RunID(startedAt: start, random: 1),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: ClusterName(id: "c-1", name: "prod"),
            planDigest: try #require(ContentDigest(bytes: [UInt8](repeating: 7, count: ContentDigest.length))),
            transactionalID: "tidemark-c-1",
            sentinelGroup: GroupID("tidemark.sentinel"),
            startedAt: start,
            deadline: start.advanced(by: .seconds(900)),
            who: Operator(userName: "ann", uid: 1_000, loginUID: nil)
        )
        try await journal.locked {
            try await journal.begin(
                record,
                groups: [RunGroup(group: GroupID("billing"), existed: true, state: .empty, type: .classic)],
                items: []
            )
        }
    }

    @Test func `they are finished before anything else`() async throws {
        let test = TestService()
        try await Self.interruptRun(in: test.directory)
        try await test.run {
            try await test.told("the end of it") { if case .recovered("prod") = $0 { true } else { false } }
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
        }
        #expect(test.events.contains { if case .recovering(1) = $0 { true } else { false } })
    }

    @Test func `brokers that are away keep it neither from being ready nor from ending`() async throws {
        let test = TestService()
        try await Self.interruptRun(in: test.directory)
        let failure = FailedRun(code: "unreachable", message: "no broker", hint: nil, endedWith: 69)
        test.answerRecovery(failure, failure)
        let start = ContinuousClock.now
        try await test.run {
            try await test.told("the trouble") {
                if case .recoveryFailed(cluster: "prod", failure, isTriedAgain: true) = $0 { true } else { false }
            }
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
        }
        #expect(start.duration(to: .now) < JobService.timeToStop)
    }

    @Test func `what nobody can decide is told once, and left to the operator`() async throws {
        let test = TestService()
        try await Self.interruptRun(in: test.directory)
        let failure = FailedRun(code: "undecided", message: "nobody knows", hint: nil, endedWith: 1)
        test.answerRecovery(failure)
        try await test.run {
            try await test.told("it") {
                if case .recoveryFailed(cluster: "prod", failure, isTriedAgain: false) = $0 { true } else { false }
            }
        }
    }

    @Test func `a journal that is in use at the start is asked again, and what it then tells is finished`() async throws
    {
        let test = TestService()
        try await Self.interruptRun(in: test.directory)
        let other = Mutex(try Database(path: "\(test.directory)/journal.sqlite", access: .write, busyTimeout: .zero))
        try other.withLock { try $0.execute("BEGIN EXCLUSIVE") }
        try await test.run {
            try await test.told("the journal in use") {
                if case .storeNotice(let text) = $0 { text.contains("is using the journal") } else { false }
            }
            // It works meanwhile.
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            try other.withLock { try $0.execute("ROLLBACK") }
            try await test.told("the end of it") { if case .recovered("prod") = $0 { true } else { false } }
        }
        #expect(test.events.count { if case .storeNotice = $0 { true } else { false } } == 1)
    }

    @Test func `without any, nobody is asked`() async throws {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
        }
        #expect(!test.events.contains { if case .recovering = $0 { true } else { false } })
    }
}
