import Offsets
import Store
import TestSupport

@testable import Commands

/// A store with snapshots of chosen times and offsets.
final class DatedStore: Sendable {
    static let cluster = ClusterName(id: "c-1", name: "prod")

    private let scratch: ScratchDirectory
    /// Its directory.
    var path: String { scratch.store }

    init() throws { scratch = try ScratchDirectory() }

    /// Saves a snapshot that began then, of groups that each stand at these offsets of `orders`.
    ///
    /// - Parameters:
    ///   - time: When, as RFC 3339.
    ///   - groups: The offsets of each group.
    ///   - logEnd: Where every log ends.
    ///   - change: What else is to be in it.
    /// - Returns: Its entry.
    /// - Throws: What the store throws.
    @discardableResult
    func save(
        _ time: String,
        _ groups: [String: [Int64]],
        logEnd: Int64 = 1_000,
        _ change: (inout Snapshot) -> Void = { _ in }
    ) async throws -> StoredSnapshot {
        let start = Timestamp(rfc3339: time) ?? Timestamp(nanoseconds: 0)
        let partitions = groups.values.map(\.count).max() ?? 0
        let bounds = (0..<partitions).map { (Int32($0), LogBounds(start: 0, end: logEnd)) }
        var snapshot = Snapshot(
            origin: SnapshotOrigin(
                cluster: Self.cluster,
                bootstrapServers: "memory:9092",
                startedAt: start,
                finishedAt: start,
                tidemarkVersion: "0.1.0",
                client: "2.0.2",
                job: "nightly"
            ),
            coverage: Coverage(
                listed: groups.count,
                selected: groups.count,
                captured: groups.count,
                visibility: Visibility(.all)
            ),
            groups: groups.map { name, offsets in
                GroupOffsets(
                    group: GroupID(name),
                    state: .empty,
                    type: .classic,
                    offsets: offsets.enumerated().map {
                        let partition = TopicPartition(topic: "orders", partition: Int32($0.offset))
                        return CommittedOffset(partition, offset: $0.element)
                    }
                )
            }.sorted { $0.group < $1.group },
            topics: [
                TopicLogs(
                    topic: "orders",
                    id: nil,
                    partitionCount: Int32(partitions),
                    bounds: Dictionary(bounds) { first, _ in first }
                )
            ]
        )
        change(&snapshot)
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        return try await store.save(snapshot)
    }

    /// Runs a command line on it.
    func run(
        _ words: String...,
        environment: [String: String] = [:],
        terminal: TerminalTraits? = nil
    ) async -> CommandRun {
        await CommandRun(words, store: path, environment: environment, terminal: terminal)
    }
}
