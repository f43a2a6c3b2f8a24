public import Offsets
import Synchronization
public import WebClient

/// Sends pings beside the work: nothing waits for them, and nothing fails because of them.
///
/// The pings of a job go out one after the other; those of different jobs do not wait for each other. Each is tried a
/// few times. What waits is bounded: of a job whose address does not answer the newer pings are dropped.
///
/// What the daemon calls, and when: ``send(_:)`` when a run of a job begins and when it is over, and ``finish(by:)`` once
/// when it ends, so that the last ones get out. Failures come to `failed`, once a ping, and are warnings.
public final class PingSender: Sendable {
    /// How a ping is sent; tests send it elsewhere.
    public typealias Post = @Sendable (Ping) async throws(WebError) -> Void

    /// How long one attempt may take.
    public static let timeout: Duration = .seconds(10)
    /// How long is waited before each further attempt, which are as many.
    public static let pauses: [Duration] = [.seconds(2), .seconds(10)]
    /// So many pings of a job wait at most; a run has two.
    public static let mostWaiting = 8

    /// The pings of each job that are not out yet, in their order.
    private let waiting = Mutex<[String: [Task<Void, Never>]]>([:])
    private let post: Post
    private let pause: @Sendable (Duration) async -> Void
    private let failed: @Sendable (PingFailure) -> Void

    /// A sender.
    ///
    /// - Parameters:
    ///   - post: sends one ping, once; by the web where nothing else is given.
    ///   - pause: waits between attempts, shorter when the task is cancelled.
    ///   - failed: is told of each ping that was given up, on any thread.
    public init(
        post: @escaping Post = PingSender.post,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        failed: @escaping @Sendable (PingFailure) -> Void
    ) {
        self.post = post
        self.pause = pause
        self.failed = failed
    }

    /// Sends a ping by POST, its text as the content.
    ///
    /// - Throws: when there was no answer in time, or one that is no success.
    public static func post(_ ping: Ping) async throws(WebError) {
        try await WebClient.post(
            ping.text,
            to: ping.target,
            agent: "tidemark/\(TidemarkVersion.current)",
            timeout: timeout
        )
    }

    /// Takes a ping and returns at once.
    public func send(_ ping: Ping) {
        let isTaken = waiting.withLock { waiting in
            let others = waiting[ping.job] ?? []
            guard others.count < Self.mostWaiting else { return false }
            let task = Task {
                await others.last?.value
                await self.deliver(ping)
                self.waiting.withLock { waiting in
                    let rest = (waiting[ping.job] ?? []).dropFirst()
                    waiting[ping.job] = rest.isEmpty ? nil : Array(rest)
                }
            }
            waiting[ping.job] = others + [task]
            return true
        }
        if !isTaken { giveUp(ping, because: "\(Self.mostWaiting) others are waiting") }
    }

    /// Returns when all pings are out or given up: at the deadline no further attempt is begun, so that it is no later than
    /// the ``timeout`` of one attempt behind it.
    public func finish(by deadline: Deadline) async {
        let tasks = waiting.withLock { $0.values.flatMap { $0 } }
        let limit = Task {
            try? await Task.sleep(until: deadline.instant, clock: .continuous)
            for task in tasks { task.cancel() }
        }
        for task in tasks { await task.value }
        limit.cancel()
    }

    private func deliver(_ ping: Ping) async {
        var pauses = Self.pauses[...]
        while !Task.isCancelled {
            do throws(WebError) {
                return try await post(ping)
            } catch {
                guard error.mayPass, let next = pauses.popFirst() else { return giveUp(ping, because: error.message) }
                await pause(next)
            }
        }
        giveUp(ping, because: "there was no time left")
    }

    private func giveUp(_ ping: Ping, because reason: String) {
        failed(PingFailure(job: ping.job, moment: ping.moment, reason: reason))
    }
}
