import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// One restore by hand each minute, into groups that the job takes snapshots of: every second one while a capture is stopped
/// in the middle and every broker is there, the others as it comes.
struct SoakRestores {
    private static let period = Duration.seconds(60)
    private static let timeout = "60s"
    /// How long it may take to the end: what was begun is decided and verified in times of its own.
    private static let limit = Duration.seconds(60 + 2 + 300)
    /// How long a capture is waited for that is to be stopped.
    private static let patience = Duration.seconds(10)
    /// The pause between two looks: far shorter than a capture.
    private static let pause = Duration.milliseconds(1)
    private static let groups = 40
    /// Of so many restores one has met a capture.
    private static let enough = 4

    /// A restore that was begun.
    private struct Restore {
        let began: Timestamp
        let ended: Timestamp
        let duration: Duration
        let outcome: String
        /// Whether a capture of the same groups was stopped all the while.
        let isBesideStopped: Bool
        let wasBrokerAway: Bool
    }

    private let brokers: BrokerCluster
    private let place: SoakPlace
    private var restores: BackAndForth
    private var done: [Restore] = []
    private(set) var history = SoakHistory()

    var topic: String { restores.topic }
    var pattern: String { "\(restores.topic)-*" }

    init(_ brokers: BrokerCluster, _ place: SoakPlace) async throws {
        self.brokers = brokers
        self.place = place
        restores = try await BackAndForth(brokers.cluster, groups: Self.groups, store: place.store)
        let now = Timestamp.now()
        history.add(restores.held.offsets, from: now, until: now)
    }

    mutating func carryOut(beside daemon: RunningCommand, _ roller: BrokerRoller, until end: Deadline) async throws {
        var isBesideStopped = true
        while end.remaining > Self.period {
            let next = Deadline.after(Self.period)
            // With the job, so that the two are under way at the same time.
            try await SoakClock.atSlot()
            if isBesideStopped {
                try await roller.whole { () async throws in
                    let isStopped = try await Self.stopCapture(of: daemon, place.store)
                    try await restore(roller, stopped: isStopped ? daemon : nil, isWhole: true)
                }
            } else {
                try await restore(roller, stopped: nil, isWhole: false)
            }
            isBesideStopped.toggle()
            while !next.hasPassed, end.remaining > .zero { try await Task.sleep(for: .milliseconds(100)) }
        }
    }

    /// Restores, and goes on with the capture that is stopped when that has ended.
    private mutating func restore(
        _ roller: BrokerRoller,
        stopped: RunningCommand?,
        isWhole: Bool
    ) async throws {
        let before = restores.held
        let began = Timestamp.now()
        let result: CommandResult
        let ended: Timestamp
        do {
            // No capture but the one that is stopped can make it wait: the job never runs beside itself.
            defer { stopped?.kill(SIGCONT, .child) }
            let command = try restores.start(.merge, "--timeout", Self.timeout)
            result = try await command.result(within: Self.limit)
            try await command.isGone()
            ended = .now()
        }
        if isWhole { #expect(result.exitCode == .done, "every broker was there: \(result)") }
        let outcome: BackAndForth.Outcome
        if !isWhole {
            var back = restores
            outcome = try await roller.whole {
                try await back.waitForCoordinators()
                return try await back.recover(after: result, "a restore of the soak").outcome
            }
            restores = back
        } else {
            outcome = try await restores.recover(after: result, "a restore of the soak").outcome
        }
        if restores.held != before { history.add(restores.held.offsets, from: began, until: .now()) }
        done.append(
            Restore(
                began: began,
                ended: ended,
                duration: result.duration,
                outcome: "\(result.ending), \(outcome.rawValue)",
                isBesideStopped: stopped != nil,
                wasBrokerAway: !isWhole && roller.wasBrokerAway(from: began, until: ended)
            )
        )
    }

    /// Stops the capture that the daemon begins now, when it has opened the store and saved nothing yet.
    private static func stopCapture(of daemon: RunningCommand, _ store: ScratchStore) async throws -> Bool {
        let lock = "\(store.directory)/lock"
        let (count, opened) = (store.snapshots.count, lastWrite(lock))
        let deadline = Deadline.after(patience)
        while lastWrite(lock) == opened || daemon.footprint?.children == 0 {
            guard !deadline.hasPassed, store.snapshots.count == count else { return false }
            try await Task.sleep(for: pause)
        }
        guard daemon.kill(SIGSTOP, childThatRuns: "snapshot") else { return false }
        if store.snapshots.count == count, isFree(lock), daemon.footprint?.children == 1 { return true }
        daemon.kill(SIGCONT, .child)
        return false
    }

    private static func lastWrite(_ path: String) -> [Int]? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }

    private static func isFree(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Restores beside captures have taken no longer than others for want of something that a capture holds: those beside one
    /// that was stopped have ended at all.
    func judge(_ ledger: SoakLedger) {
        func times(_ restores: [Restore]) -> String {
            let times = restores.map { ($0.duration / .milliseconds(1)).rounded() / 1_000 }.sorted()
            guard let first = times.first, let last = times.last else { return "none" }
            return "\(times.count), \(first) to \(last) s, \(times[times.count / 2]) s in the middle"
        }
        let (beside, others) = (done.filter(\.isBesideStopped), done.filter { !$0.isBesideStopped })
        let overlapping = others.filter { restore in
            ledger.attempts.contains { $0.began < restore.ended && restore.began < $0.ended }
        }
        let outcomes = Dictionary(grouping: done, by: \.outcome).map { "\($0.value.count) \($0.key)" }.sorted()
        print(
            """
            restores: \(outcomes)
              beside a capture that was stopped, every broker there: \(times(beside))
              others with a capture at the same time, every broker there: \(times(overlapping.filter { !$0.wasBrokerAway }))
              others, a broker away: \(times(others.filter(\.wasBrokerAway)))
            """
        )
        // Of few restores on a busy machine none may have met a capture in time.
        #expect(!beside.isEmpty || done.count < Self.enough, "no capture was stopped in time")
        #expect(done.contains { $0.outcome.hasSuffix(BackAndForth.Outcome.new.rawValue) })
    }
}
