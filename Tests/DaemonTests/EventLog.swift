import KafkaTestSupport
import Synchronization

@testable import Daemon

/// What an operator was told, and a clock that a test moves.
final class EventLog: Sendable {
    private let log = Mutex<[DaemonEvent]>([])
    private let passed = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    var tell: @Sendable (DaemonEvent) -> Void {
        { event in self.log.withLock { $0.append(event) } }
    }

    var now: @Sendable () -> ContinuousClock.Instant {
        { self.start.advanced(by: self.passed.withLock(\.self)) }
    }

    /// Everything that was told: the name of the event, and what it says.
    var words: [String] { log.withLock { $0.map { "\($0)" } } }

    /// How often something of a kind was told.
    func count(of name: String) -> Int { words.count { $0.hasPrefix(name) } }

    func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
}
