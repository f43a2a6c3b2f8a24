import Cluster
import Engine
import EngineTestSupport
import Offsets
import Store

extension Scene {
    /// What the groups hold before a best-effort restore; billing is written first, then shipping.
    enum Start: CaseIterable, Sendable {
        /// Every partition has an offset.
        case everything
        /// Billing lacks the offset of one partition.
        case partition
        /// There is no group billing.
        case group
    }

    /// A scene on a cluster that refuses transactions.
    static func withoutTransactions(_ start: Start = .everything) async throws -> Scene {
        let scene = try await Scene()
        scene.cluster.change { state in
            let first = TopicPartition(topic: "orders", partition: 0)
            switch start {
            case .everything: break
            case .partition: state.groups[GroupID("billing")]?.offsets[first] = nil
            case .group: state.deleteGroup("billing")
            }
        }
        scene.cluster.add(.at(.initialize, number: nil, .fails(KafkaError(.transactionalIDAuthorizationFailed))))
        return scene
    }

    /// The plan in the protocol that the cluster permits.
    func choose(_ plan: PreparedPlan) async throws -> (plan: PreparedPlan, refusal: TidemarkError?) {
        try await CommitProtocolChoice(context).choose(for: plan)
    }

    /// Makes the plan for best effort and carries it out; the faults count calls from here on.
    func restoreBestEffort(
        _ faults: ClusterFault...,
        stop: StopRequest = StopRequest(),
        deadline: Deadline = .after(.seconds(60)),
        request: PlanRequest = PlanRequest()
    ) async throws -> RunOutcome {
        let (prepared, _) = try await choose(try await plan(request))
        return try await carryOut(prepared, faults, stop: stop, deadline: deadline)
    }

    /// The steps of the groups in the last run, `GROUP STEP` in order, as the disk has them.
    func steps() async throws -> [String] {
        guard let last = try await reader.runs().last else { return [] }
        return try await reader.run(last.record.id).events.compactMap { event in
            guard let group = event.group, let step = event.step else { return nil }
            return "\(group.name) \(step.rawValue)"
        }
    }

    /// The groups that plain commits were sent to, in order.
    var altered: [String] { cluster.now.calls.filter { $0.kind == .alterOffsets }.compactMap { $0.group?.name } }
}
