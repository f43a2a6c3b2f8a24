import Cluster
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

@testable import KafkaDirect

/// Many groups written to and deleted by our own client, on simulated clusters of every release.
@Suite(.serialized)
struct ManyDeletionsTests {
    private static let patience: Duration = .seconds(60)
    private static let groupCount = 250
    private static let brokers = 3
    private static let topic: Text = "orders"
    private static let partition = TopicPartition(topic: "orders", partition: 0)
    private static let releases: [SimulatedRelease] = [.kafka43, .kafka39, .kafka24]

    /// A cluster with groups that have committed.
    private struct Scene {
        let simulator: Simulator
        let client: DirectClient
        let groups = (0..<ManyDeletionsTests.groupCount).map { GroupID("group-\($0)") }

        init(_ release: SimulatedRelease) async throws {
            simulator = try Simulator.start(brokers: ManyDeletionsTests.brokers, release: release)
            simulator.withState { $0.addTopic(ManyDeletionsTests.topic, partitions: 2) }
            let configuration = KafkaConfiguration(bootstrapServers: simulator.bootstrapServers)
            client = try DirectClient(try DirectConfiguration(configuration), writes: true) { () throws(KafkaError) in
                throw KafkaError(.unsupportedFeature)
            }
            let client = client
            let refused = await bounded(groups, limit: RunLimits.requestsInFlight) { group in
                let offset = CommittedOffset(ManyDeletionsTests.partition, offset: 7, metadata: OffsetMetadata("m"))
                let deadline = Deadline.after(ManyDeletionsTests.patience)
                return (try? await client.alterOffsets(of: group, to: [offset], before: deadline)) ?? [
                    ManyDeletionsTests.partition: .cancelled
                ]
            }
            try #require(refused.filter { !$0.isEmpty }.isEmpty)
        }

        func held(_ group: GroupID) async throws -> [CommittedOffset] {
            try await client.held(by: group, before: .after(ManyDeletionsTests.patience)).offsets
        }

        func delete() async -> [KafkaError?] {
            await client.delete(groups, before: .after(ManyDeletionsTests.patience))
        }
    }

    @Test(arguments: releases)
    func `groups are committed to, their offsets deleted, and they themselves by the hundred`(
        _ release: SimulatedRelease
    ) async throws {
        let scene = try await Scene(release)
        let committed = CommittedOffset(Self.partition, offset: 7, metadata: OffsetMetadata("m"))
        #expect(try await scene.held(scene.groups[3]) == [committed])
        let refused = try await scene.client.deleteOffsets(
            of: scene.groups[3],
            for: [Self.partition],
            before: .after(Self.patience)
        )
        #expect(refused.isEmpty)
        #expect(try await scene.held(scene.groups[3]).isEmpty)
        _ = try await scene.client.alterOffsets(
            of: scene.groups[3],
            to: [committed],
            before: .after(Self.patience)
        )
        #expect(await scene.delete().allSatisfy { $0 == nil })
        let asked = try #require(scene.simulator.requestCounts[.deleteGroups])
        #expect(asked <= Self.groupCount / DirectLimits.groupsPerDeletion + Self.brokers)
        #expect(scene.simulator.state.groups.isEmpty)
        #expect(await scene.delete().allSatisfy { $0?.code == .groupIDNotFound })
    }

    @Test func `each group has its own answer`() async throws {
        let scene = try await Scene(.kafka43)
        let denied = Fault(.error(.groupAuthorizationFailed), api: .deleteGroups, broker: 1)
        scene.simulator.add(denied)
        let errors = await scene.delete()
        for (group, error) in zip(scene.groups, errors) {
            let isThere = scene.simulator.state.groups[Text(group.name)] != nil
            #expect(isThere == (error != nil))
            #expect(error == nil || error?.code == .groupAuthorizationFailed)
        }
        #expect(errors.contains { $0 != nil })
        #expect(errors.contains { $0 == nil })
    }

    private static let faults: [FaultAction] = [
        .loading, .lostRequest, .lostReply, .closedConnection(afterEffect: true), .coordinatorMoved,
    ]

    @Test(arguments: faults)
    func `a batch that meets a fault is done, or nobody says what came of it, and the others are done`(
        _ action: FaultAction
    ) async throws {
        let scene = try await Scene(.kafka43)
        scene.simulator.add(Fault(action, api: .deleteGroups, calls: 1...1))
        let errors = await scene.client.delete(scene.groups, before: .after(.seconds(3)))
        for (group, error) in zip(scene.groups, errors) {
            let isThere = scene.simulator.state.groups[Text(group.name)] != nil
            if isThere { #expect(error?.code.isTransient == true) }
        }
        #expect(errors.filter { $0 != nil }.count <= DirectLimits.groupsPerDeletion)
        #expect(errors.allSatisfy { $0 == nil || action != .loading })
        // An answer that was lost takes its connection along, and the next request on it.
        try await Waiting.until("all groups are deleted") {
            await scene.delete().allSatisfy { $0 == nil || $0?.code == .groupIDNotFound }
        }
        #expect(scene.simulator.state.groups.isEmpty)
    }
}
