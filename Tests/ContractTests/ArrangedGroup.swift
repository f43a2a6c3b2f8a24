import KafkaTestSupport
import Offsets

/// A group brought into a situation, with whatever keeps it there.
struct ArrangedGroup {
    /// The group.
    let group: GroupID
    /// What it has committed, `nil` when it does not exist.
    let committed: CommittedOffset?
    private var consumer: LiveConsumer?
    private var member: ConsumerProtocolMember?

    /// Brings a new group of the bench into the situation.
    init(_ situation: GroupSituation, _ bench: Bench) async throws {
        group = bench.group()
        guard situation != .absent else {
            committed = nil
            return
        }
        let old = bench.offset(3, metadata: "before")
        committed = old
        try await bench.commit(group, [old])
        let instance = ["group.instance.id": "contract-1"]
        let properties =
            situation == .staticStopped || situation == .consumerProtocolStaticStopped ? instance : [:]
        let cluster = bench.cluster.support
        switch situation {
        case .absent, .simple: break
        case .classicStopped, .classicLive, .staticStopped, .killed:
            consumer = try await .start(cluster, group: group, topics: [bench.topic], properties: properties)
        case .consumerProtocolLeft, .consumerProtocolLive, .consumerProtocolStaticStopped:
            member = try await .start(cluster, group: group, topic: bench.topic, properties: properties)
        }
        switch situation {
        case .classicStopped: try await consumer?.close()
        case .staticStopped: try await consumer?.stop()
        case .killed: try await consumer?.abandon()
        case .consumerProtocolLeft: try await member?.close()
        case .consumerProtocolStaticStopped:
            try await member?.stop()
            let group = group
            // The member says that it goes, so the state changes at once, long before its session is over.
            try await Waiting.until("\(group) is not Stable", within: .seconds(20)) {
                try await cluster.state(of: group) != .stable
            }
        case .absent, .simple, .classicLive, .consumerProtocolLive: break
        }
    }

    /// Lets a live member leave.
    func end(_ situation: GroupSituation) async throws {
        switch situation {
        case .classicLive: try await consumer?.close()
        case .consumerProtocolLive: try await member?.close()
        default: break
        }
    }
}
