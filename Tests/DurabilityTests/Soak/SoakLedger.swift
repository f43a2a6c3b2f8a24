import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// What became of each time at which the job was due.
struct SoakLedger {
    /// What begins no later than this after its time is due at that time: other work of a loaded machine.
    private static let grace = Duration.seconds(10)
    /// Between the end of an attempt by its hook and the moment at which the daemon takes note of it.
    private static let margin = Duration.seconds(3)

    let attempts: [SoakAttempt]
    /// When the daemon was stopped, as a machine that sleeps.
    private let stops: [(from: Timestamp, until: Timestamp)]

    init(_ attempts: [SoakAttempt], stops: [(from: Timestamp, until: Timestamp)]) {
        self.attempts = attempts.sorted { $0.began < $1.began }
        self.stops = stops
    }

    /// Looks at every time from one moment to another: a run, or one that makes up for it, or passed over and counted.
    func judge(from first: Timestamp, to last: Timestamp, skipped: Int, messages: String) {
        let period = Int64(SoakPlace.period / .nanoseconds(1))
        let slots = (first.nanoseconds / period + 1...last.nanoseconds / period).map {
            Timestamp(nanoseconds: $0 * period)
        }
        var (ran, caughtUp, passedOver, either) = (0, 0, 0, 0)
        var latest = Duration.zero
        for slot in slots {
            if attempts.contains(where: { $0.isUnderWay(at: slot, margin: Self.margin) }) {
                passedOver += 1
                continue
            }
            let isAtTheEdge = attempts.contains {
                $0.isUnderWay(at: slot, margin: .zero - Self.margin) && $0.began < slot
            }
            // Where an attempt has ended just then, the daemon may have taken the time for one that it passes over.
            either += isAtTheEdge ? 1 : 0
            let limit = stops.filter { $0.from <= slot && slot <= $0.until }.map(\.until).max() ?? slot
            guard let next = attempts.first(where: { $0.began >= slot }) else {
                Issue.record("nothing ran after \(slot)")
                continue
            }
            let isInTime = next.began <= limit.advanced(by: Self.grace)
            #expect(isInTime || isAtTheEdge, "due at \(slot), and the next attempt began at \(next.began)")
            if isInTime { latest = max(latest, .nanoseconds(next.began.nanoseconds - limit.nanoseconds)) }
            if isInTime, next.hasSucceeded, limit == slot {
                ran += 1
            } else if attempts.contains(where: { $0.began >= slot && $0.hasSucceeded }) {
                caughtUp += 1
            } else {
                Issue.record("no snapshot was taken for \(slot) or later")
            }
        }
        #expect((passedOver...passedOver + either).contains(skipped), "the daemon counts \(skipped)")
        for stop in stops {
            let missed = slots.count { stop.from < $0 && $0 < stop.until }
            #expect(missed < 2 || messages.contains("to make up for"), "\(messages)")
        }
        let failed = Dictionary(grouping: attempts.filter { !$0.hasSucceeded }, by: { $0.error ?? $0.outcome })
        print(
            """
            \(slots.count) times due: \(ran) ran, \(caughtUp) caught up, \(passedOver) passed over (the daemon counts \
            \(skipped)); begun at most \(latest) late; stopped \(stops.count) times
            \(attempts.count) attempts, of which failed: \(failed.map { "\($0.value.count) \($0.key)" }.sorted())
            """
        )
    }
}

/// Stops the daemon for a while, as a machine that sleeps does.
final class DaemonStops: Sendable {
    /// Longer than a period of the job, shorter than three.
    private static let length = Duration.seconds(45)
    /// How much of the time it is stopped in a short soak, in which longer ones would leave nothing to see.
    private static let shortLength = Duration.seconds(25)
    private static let between = Duration.seconds(540)
    /// The daemon has noticed the end of a run within this time.
    private static let look = Duration.seconds(1)

    private let daemon: RunningCommand
    private let duration: Duration
    private let found = Kept<[(from: Timestamp, until: Timestamp)]>([])
    private let within: Duration

    init(_ daemon: RunningCommand, within: Duration) {
        self.daemon = daemon
        self.within = within
        duration = within < Self.between ? Self.shortLength : Self.length
    }

    /// When it was stopped.
    var intervals: [(from: Timestamp, until: Timestamp)] { found.value }

    /// Stops it, once in the middle of a short time, and again and again in a long one.
    func carryOut(until end: Deadline) async throws {
        let pause = min(within / 2, Self.between)
        while end.remaining > pause / 2 + duration {
            try await Task.sleep(for: min(pause, end.remaining))
            guard try await isAtRest(before: end) else { return }
            let from = Timestamp.now()
            daemon.kill(SIGSTOP, .parent)
            try await Task.sleep(for: duration)
            daemon.kill(SIGCONT, .parent)
            found.change { $0.append((from, .now())) }
        }
    }

    /// Waits until no run is under way and none is due: what is due from then on is missed, and not passed over.
    ///
    /// - Returns: Whether there is time enough for a stop.
    private func isAtRest(before end: Deadline) async throws -> Bool {
        var wasAtRest = false
        while end.remaining > duration * 2 {
            let isAtRest = SoakClock.isAwayFromSlots && daemon.footprint?.children == 0
            // Twice: what is seen between a run and its hooks is not its end.
            if isAtRest, wasAtRest { return true }
            wasAtRest = isAtRest
            try await Task.sleep(for: Self.look)
        }
        return false
    }
}
