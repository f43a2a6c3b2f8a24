import Cluster
import Engine
import EngineTestSupport
import Offsets

/// A cluster as a process sees it that may die at any call: afterwards nothing of its gets through.
struct MortalCluster: Cluster {
    let cluster: any Cluster
    let life: Life
    let monitor: Monitor
    /// How the engine is made wrong, for the test of the check.
    let wrong: WrongEngine?

    var reader: String { cluster.reader }
    var writesLeaderEpochs: Bool { cluster.writesLeaderEpochs }
    var lastConnectionFailure: ConnectionFailure? { cluster.lastConnectionFailure }
    var brokerReleases: [String: KafkaRelease] { cluster.brokerReleases }

    func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String {
        try await cluster.transactionLibrary(before: deadline)
    }

    func writingPace(before deadline: Deadline) async throws(KafkaError) -> WritingPace {
        try await cluster.writingPace(before: deadline)
    }

    static let killed = KafkaError(.cancelled, "the process is dead")

    func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        try await alive(.metadata) { () throws(KafkaError) in try await cluster.metadata(before: deadline) }
    }

    func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        try await alive(.list) { () throws(KafkaError) in
            try await cluster.listGroups(until: suffices, before: deadline)
        }
    }

    func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        try await alive(.settings) { () throws(KafkaError) in
            try await cluster.brokerSettings(before: deadline)
        }
    }

    // They only inform, and what is without them has to hold.
    func topicIDs(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: TopicID] { [:] }

    // Nobody lacks a right in these trials.
    func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool { true }

    func mayDescribeCluster(asking broker: Int32?, before deadline: Deadline) async throws(KafkaError) -> Bool { true }

    func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] { [] }

    func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        try await alive(.describe, group) { () throws(KafkaError) in
            try await cluster.describe(group, before: deadline)
        }
    }

    func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        try await alive(.readAll, group) { () throws(KafkaError) in
            try await cluster.held(by: group, before: deadline)
        }
    }

    func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await alive(.listName, group) { () throws(KafkaError) in
            try await cluster.lists(group, before: deadline)
        }
    }

    func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        try await alive(waitsForTransactions ? .readStable : .readUnstable, group) { () throws(KafkaError) in
            try await cluster.committedOffsets(
                of: group,
                for: partitions,
                waitsForTransactions: waitsForTransactions,
                before: deadline
            )
        }
    }

    func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        do throws(KafkaError) {
            return try await alive(.bounds) { () throws(KafkaError) in
                await cluster.logBounds(of: partitions, before: deadline)
            }
        } catch {
            return Dictionary(uniqueKeysWithValues: partitions.map { ($0, .failure(error)) })
        }
    }

    func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32] {
        try await alive(.leaders) { () throws(KafkaError) in
            try await cluster.leaders(of: topics, before: deadline)
        }
    }

    func offsets(
        since times: [TopicPartition: Timestamp],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>] {
        try await alive(.since) { () throws(KafkaError) in
            try await cluster.offsets(since: times, before: deadline)
        }
    }

    func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>] {
        try await alive(.records) { () throws(KafkaError) in
            try await cluster.records(in: stretches, before: deadline)
        }
    }

    func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await alive(.alterOffsets, group) { () throws(KafkaError) in
            monitor.writesPlainly(to: group.name)
            return try await cluster.alterOffsets(of: group, to: offsets, before: deadline)
        }
    }

    func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        try await alive(.deleteOffsets, group) { () throws(KafkaError) in
            monitor.deletes(partitions.map(\.topic), of: group.name)
            return try await cluster.deleteOffsets(of: group, for: partitions, before: deadline)
        }
    }

    func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        try await alive(.deleteGroup, group) { () throws(KafkaError) in
            monitor.writesPlainly(to: group.name)
            try await cluster.delete(group, before: deadline)
        }
    }

    func waitForDeletions() async throws(KafkaError) {
        try await alive(.waitForDeletions) { () throws(KafkaError) in try await cluster.waitForDeletions() }
    }

    func lastTransaction(id: String, before deadline: Deadline) async throws(KafkaError) -> LastTransaction? {
        try await alive(.lastTransaction) { () throws(KafkaError) in
            try await cluster.lastTransaction(id: id, before: deadline)
        }
    }

    func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        guard !life.isDead else { throw Self.killed }
        return MortalTransaction(transaction: try cluster.transaction(id: id, timeout: timeout), cluster: self)
    }

    /// Makes a call unless the process is dead, or dies before or after it.
    func alive<Value>(
        _ call: ClusterCall.Kind,
        _ group: GroupID? = nil,
        _ body: () async throws(KafkaError) -> Value
    ) async throws(KafkaError) -> Value {
        let name = group.map { SentinelGroup.isOne($0) ? Place.sentinel : $0.name }
        let manner = life.arrive(.call(call, group: name))
        guard manner == nil || manner == .after else { throw Self.killed }
        let result: Result<Value, KafkaError>
        do throws(KafkaError) {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        if manner == .after { life.die() }
        if life.isDead { throw Self.killed }
        return try result.get()
    }
}
