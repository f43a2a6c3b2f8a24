import KafkaProtocol
import KafkaSimulator
import Offsets
import Testing

@testable import Demo

struct SimulatedShopTests {
    @Test func `a port that is taken is named, with what to do`() throws {
        let shop = try SimulatedShop.open()
        let port = try #require(shop.bootstrapServers.split(separator: ":").last.flatMap { UInt16($0) })
        let error = #expect(throws: TidemarkError.self) { _ = try SimulatedShop.open(port: port) }
        #expect(error?.code == .portTaken)
        #expect(error?.exitCode == .busy)
        #expect(error?.message == "another program listens on port \(port) of 127.0.0.1")
    }

    @Test func `every reader of the shop has committed offsets inside its topic`() {
        for reader in Shop.readers {
            #expect(reader.offsets.count == reader.topic.partitions)
            #expect(reader.offsets.values.allSatisfy { 0...Int64(reader.topic.records) ~= $0 })
        }
    }
}

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
