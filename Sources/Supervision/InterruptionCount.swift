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
