internal import Synchronization

/// The groups of one broker, handed out in batches whose answers are about as long as a broker should be asked for.
final class GroupBatches: Sendable {
    /// How long the answer of a group of which nothing is known is expected to be, in bytes.
    private static let firstGuess = 4_096

    private struct State {
        var next = 0
        var groups = 0
        var bytes = 0
    }

    private let groups: [(index: Int, bytes: Int?)]
    private let indices: [Int]
    private let state = Mutex(State())

    /// Groups by their places, each with how long its answer is expected to be where that is known.
    init(_ groups: [(index: Int, bytes: Int?)]) {
        self.groups = groups
        indices = groups.map(\.index)
    }

    /// The next groups to ask for, `nil` when there are none left.
    func next() -> ArraySlice<Int>? {
        state.withLock { state in
            guard state.next < indices.count else { return nil }
            let start = state.next
            let guess = state.groups > 0 ? max(1, state.bytes / state.groups) : Self.firstGuess
            var bytes = 0
            while state.next < indices.count, state.next - start < DirectLimits.groupsPerRequest {
                bytes += groups[state.next].bytes ?? guess
                if state.next > start, bytes > DirectLimits.offsetsAnswerBytes { break }
                state.next += 1
            }
            return indices[start..<state.next]
        }
    }

    /// How long the answer for a batch is expected to be, in bytes.
    func expectedBytes(of batch: ArraySlice<Int>) -> Int {
        let guess = state.withLock { $0.groups > 0 ? max(1, $0.bytes / $0.groups) : Self.firstGuess }
        return groups[batch.indices].reduce(0) { $0 + ($1.bytes ?? guess) }
    }

    /// Notes how long an answer was.
    func note(groups: Int, bytes: Int) {
        state.withLock { state in
            state.groups += groups
            state.bytes += bytes
        }
    }
}
