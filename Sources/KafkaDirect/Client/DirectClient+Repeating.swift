internal import Cluster
internal import Offsets

/// Repeating what failed for a passing reason.
extension DirectClient {
    /// The pause before the first repetition; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(100)
    /// The same where a transaction on the offsets is open: the end of one that is decided takes milliseconds.
    private static let firstPauseInTransaction: Duration = .milliseconds(10)
    private static let longestPause: Duration = .seconds(2)

    /// Asks again and again while the failure is a passing one and the deadline allows.
    ///
    /// - Parameters:
    ///   - deadline: When to give up.
    ///   - body: One attempt.
    /// - Returns: What it came to.
    /// - Throws: the last failure; when that is only that the time was over, the one before, which says why.
    func repeating<Value>(
        before deadline: Deadline,
        _ body: () async throws(KafkaError) -> Value
    ) async throws(KafkaError) -> Value {
        var nextPause: Duration?
        var reason: KafkaError?
        var attempts = 0
        while true {
            do throws(KafkaError) {
                return try await body()
            } catch {
                if error.code != .timedOut { reason = error }
                let first = error.code == .unstableOffsetCommit ? Self.firstPauseInTransaction : Self.firstPause
                let pause = nextPause ?? first
                attempts += 1
                guard Self.mayPass(error, after: attempts), deadline.remaining > pause
                else {
                    throw reason ?? error
                }
                guard (try? await Task.sleep(for: pause)) != nil else { throw .cancelled }
                nextPause = min(pause * 2, Self.longestPause)
            }
        }
    }
}

extension DirectClient {
    /// How often an answer may be none before that is taken for what the broker says.
    private static let malformedInVain = 3

    /// Whether asking again can help: access was not denied, and what may be an accident has not happened too often.
    static func mayPass(_ error: KafkaError, after attempts: Int) -> Bool {
        if error.code == .malformedReply { return attempts < malformedInVain }
        guard let failure = error.connection else { return error.code.isTransient }
        switch failure.reason {
        case .refused, .unresolved, .noRoute: return error.code.isTransient && failure.peer != .bootstrap
        case let reason: return error.code.isTransient && !reason.isFinal
        }
    }
}

extension ConnectionFailureReason {
    /// Whether trying again cannot help: who answers has said no, and will again.
    var isFinal: Bool { DialFailure(self, "").isFinal }
}
