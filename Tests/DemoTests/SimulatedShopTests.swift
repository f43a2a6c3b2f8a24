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
