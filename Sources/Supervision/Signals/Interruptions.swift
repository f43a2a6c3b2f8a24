public import Offsets
import Synchronization

/// The requests to end that reach this process, from the moment of listening to the end of the process.
///
/// Listening takes the signals' default action away: from then on the command has to end itself. The supervisor's grace
/// bounds how long that may take.
public final class Interruptions: Sendable {
    private struct State {
        var count = InterruptionCount()
        var first: Interruption?
        var tasks: [Task<Int32, Never>] = []
    }

    private let state = Mutex(State())
    private let action: @Sendable (Interruption) -> Void

    private init(_ action: @escaping @Sendable (Interruption) -> Void) {
        self.action = action
    }

    /// The first request; `nil` while there was none.
    public var first: Interruption? { state.withLock(\.first) }

    /// Listens to signals that ask to end, and to the death of the supervisor where there is one.
    ///
    /// After the supervisor's death this process ends by itself within the command's grace, whatever it is doing.
    ///
    /// - Parameters:
    ///   - signals: those that ask this process to end; a service that reads its configuration again leaves SIGHUP out.
    ///   - action: called for each request, before the work is cancelled, on a private thread; must return soon.
    /// - Returns: what holds the requests; listening goes on without it too.
    /// - Throws: when there are too many open files.
    public static func listen(
        to signals: Set<InterruptSignal> = Set(InterruptSignal.allCases),
        _ action: @escaping @Sendable (Interruption) -> Void
    ) throws(TidemarkError) -> Interruptions {
        let interruptions = Interruptions(action)
        let child = SupervisedChild.current
        let listening = try ProcessSignals.listen(to: signals.map(\.number)) { received in
            guard let signal = InterruptSignal(number: received.number) else { return }
            interruptions.note(signal, isPassedOn: received.sender != nil && received.sender == child?.supervisor)
        }
        listening.forever()
        child?.onSupervisorDeath { interruptions.noteSupervisorDeath() }
        return interruptions
    }

    /// Runs work in a task that the first request cancels, also one that came before.
    ///
    /// The work is waited for in any case; it sees in ``first`` why it was cancelled.
    ///
    /// - Parameter work: returns an exit code.
    /// - Returns: what the work returned.
    public func run(_ work: @escaping @Sendable () async -> Int32) async -> Int32 {
        let task = Task { await work() }
        let isInterrupted = state.withLock { state in
            state.tasks.append(task)
            return state.first != nil
        }
        if isInterrupted { task.cancel() }
        defer { state.withLock { $0.tasks.removeAll { $0 == task } } }
        return await task.value
    }

    private func note(_ signal: InterruptSignal, isPassedOn: Bool) {
        note(.signal(signal)) { $0.note(signal, isPassedOn: isPassedOn) }
    }

    private func noteSupervisorDeath() {
        note(.supervisorDied) { $0.noteOther() }
    }

    private func note(_ reason: Interruption.Reason, _ count: (inout InterruptionCount) -> Int?) {
        let (interruption, tasks) = state.withLock { state -> (Interruption?, [Task<Int32, Never>]) in
            guard let number = count(&state.count) else { return (nil, []) }
            let interruption = Interruption(reason: reason, count: number)
            state.first = state.first ?? interruption
            return (interruption, state.tasks)
        }
        if let interruption { action(interruption) }
        for task in tasks { task.cancel() }
    }
}

/// A request to end that reached a command.
public struct Interruption: Hashable, Sendable {
    /// Where it came from.
    public enum Reason: Hashable, Sendable {
        /// A signal.
        case signal(InterruptSignal)
        /// The supervising process is gone, so that nobody waits for the result.
        case supervisorDied
    }

    /// Where it came from.
    public let reason: Reason
    /// The how many-th request this is, from 1; those after the first come while the command is cleaning up.
    public let count: Int

    /// The code of a command that ended cleanly for it.
    public var code: TidemarkError.Code { reason == .signal(.interrupt) ? .interrupted : .terminated }
}

/// Counts requests to end, so that one Ctrl-C that arrives by two ways is one.
///
/// A terminal signals both the supervisor and its child, and the supervisor passes its copy on; `kill` with the number of
/// one of them reaches the child once. So, of each signal, the direct and the passed-on copies are counted apart, and the
/// larger number is what happened.
struct InterruptionCount: Hashable, Sendable {
    private struct Copies: Hashable {
        var direct = 0
        var passedOn = 0
    }

    private var copies: [InterruptSignal: Copies] = [:]
    private(set) var total = 0

    /// Notes the arrival of a signal; the new total, or `nil` when it is the second copy of one counted already.
    mutating func note(_ signal: InterruptSignal, isPassedOn: Bool) -> Int? {
        var present = copies[signal] ?? Copies()
        let before = max(present.direct, present.passedOn)
        if isPassedOn { present.passedOn += 1 } else { present.direct += 1 }
        copies[signal] = present
        guard max(present.direct, present.passedOn) > before else { return nil }
        total += 1
        return total
    }

    /// Notes a request of another kind; the new total.
    mutating func noteOther() -> Int {
        total += 1
        return total
    }
}
