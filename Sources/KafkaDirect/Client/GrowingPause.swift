internal import Offsets

/// The pauses before something is asked again: each is twice as long as the one before it, up to a limit.
struct GrowingPause {
    private let longest: Duration
    private var next: Duration

    /// Pauses from the first to the longest.
    init(from first: Duration, to longest: Duration) {
        self.longest = longest
        next = first
    }

    /// Waits, a little longer each time; `false`, without a wait, where the deadline comes first, or the task is cancelled.
    mutating func passes(before deadline: Deadline) async -> Bool {
        let pause = next
        guard deadline.remaining > pause, (try? await Task.sleep(for: pause)) != nil else { return false }
        next = min(pause * 2, longest)
        return true
    }
}
