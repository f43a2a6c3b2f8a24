import FoundationEssentials
import Offsets
import Synchronization

/// The journal's clock: one second a look, and a way to make the journal unwritable at a certain look.
///
/// The journal looks at it once for every state that it enters, before it writes. A directory in the place of SQLite's
/// rollback journal makes every write fail at once and changes nothing that is there.
final class StepClock: Sendable {
    private struct State {
        var seconds: Int64 = 0
        var failing: Int64?
    }

    private let state = Mutex(State())
    private let obstacle: String

    init(blocking path: String) {
        obstacle = path
    }

    /// Lets the writes fail from the look of this number on, the first being 1.
    func fail(at look: Int64) {
        state.withLock { $0.failing = look }
    }

    /// How often it was looked at.
    var looks: Int64 { state.withLock(\.seconds) }

    func now() -> Timestamp {
        let (seconds, fails) = state.withLock { state in
            state.seconds += 1
            return (state.seconds, state.failing == state.seconds)
        }
        if fails { block() }
        return Self.time(seconds)
    }

    static func time(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }

    func block() {
        try? FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
    }

    func unblock() {
        try? FileManager.default.removeItem(atPath: obstacle)
    }
}
