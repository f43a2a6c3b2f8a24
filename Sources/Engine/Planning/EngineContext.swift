public import Cluster
public import Offsets
public import Store

/// What every part of the engine works with: made once a command, and handed down.
public struct EngineContext: Sendable {
    /// The cluster.
    public let cluster: any Cluster
    /// The journal; whoever writes to it has it locked.
    public let journal: Journal
    /// What is waited by, where a person asked for it.
    let clock: any Clock<Duration>
    /// Told how long a run may take to end, before it begins.
    let limited: @Sendable (RunLimits) -> Void
    /// Told how far the work has come, from any task.
    let progress: @Sendable (Progress) -> Void
    /// Told what an operator should know.
    let news: @Sendable (PlanNews) -> Void

    /// A context.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - journal: The journal of the store.
    ///   - clock: What is waited by, where a person asked for it.
    ///   - limited: Told how long a run may take to end, before it begins.
    ///   - progress: Told how far the work has come, from any task.
    ///   - news: Told what an operator should know, when it happens.
    public init(
        _ cluster: any Cluster,
        journal: Journal,
        clock: any Clock<Duration> = ContinuousClock(),
        limited: @escaping @Sendable (RunLimits) -> Void = { _ in },
        progress: @escaping @Sendable (Progress) -> Void = { _ in },
        news: @escaping @Sendable (PlanNews) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.journal = journal
        self.clock = clock
        self.limited = limited
        self.progress = progress
        self.news = news
    }

    /// The id of the cluster.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    public func clusterID(before deadline: Deadline) async throws(TidemarkError) -> String {
        progress(Progress("connecting"))
        return try await cluster.connected(before: deadline).identity.id
    }

    /// The same, for questions beside the work, whose progress nobody wants to see.
    var quiet: EngineContext { EngineContext(cluster, journal: journal, clock: clock, limited: limited, news: news) }
}
