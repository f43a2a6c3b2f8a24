import KafkaProtocol
import KafkaSimulator
import Testing

@testable import Demo

struct DamageTests {
    @Test func `a rewound group stands at the start of every log it reads, and no other group moves`() throws {
        try expect(.rewound(group: "billing"), "billing: 6 offsets set to the start of their logs") { offsets in
            offsets["billing"] = offsets["billing"]?.mapValues { _ in 0 }
        }
    }

    @Test func `a deleted group is gone, and no other group moves`() throws {
        try expect(.deleted(group: "mailer"), "mailer: the group is deleted, and what it had committed with it") {
            $0["mailer"] = nil
        }
    }

    @Test func `a group that skipped stands at the end of that topic alone`() throws {
        let words = "warehouse: 4 offsets of orders set to the end of their logs"
        try expect(.skipped(group: "warehouse", topic: "orders"), words) { offsets in
            for partition in 0..<4 { offsets["warehouse"]?["orders-\(partition)"] = 2_000 }
        }
    }

    private func expect(
        _ damage: Damage,
        _ words: String,
        _ change: (inout [String: [String: Int64]]) -> Void
    ) throws {
        let simulator = try Simulator.start()
        defer { simulator.stop() }
        simulator.withState { SimulatedShop.furnish(&$0) }
        var expected = offsets(of: simulator)
        change(&expected)
        #expect(simulator.withState { damage.befall(&$0) } == words)
        #expect(offsets(of: simulator) == expected)
    }

    private func offsets(of simulator: Simulator) -> [String: [String: Int64]] {
        var all: [String: [String: Int64]] = [:]
        for (group, content) in simulator.state.groups {
            for (topic, partitions) in content.offsets {
                for (partition, stored) in partitions {
                    all[group.description, default: [:]]["\(topic)-\(partition)"] = stored.offset
                }
            }
        }
        return all
    }
}
