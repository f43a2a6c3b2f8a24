import Glibc
import KafkaProtocol
import KafkaSimulator
public import Offsets

/// The shop on a simulated cluster inside this process.
public struct SimulatedShop: Sendable {
    private static let recordsPerBatch = 100

    private let simulator: Simulator

    /// Opens the shop; clients of this machine reach it from now on, for as long as the value lives.
    ///
    /// - Parameter port: the port to listen on; 0 lets the system choose.
    /// - Returns: the shop, with its records written and its groups' offsets committed.
    /// - Throws: `port-taken` (exit 75), `denied` (77) for a port that only root may use, `cannot-listen` (73).
    public static func open(port: UInt16 = 0) throws(TidemarkError) -> SimulatedShop {
        let simulator: Simulator
        do throws(SimulatorFailure) {
            simulator = try Simulator.start(port: port)
        } catch {
            throw Self.error(error, port: port)
        }
        simulator.withState { furnish(&$0) }
        return SimulatedShop(simulator: simulator)
    }

    /// Where clients find it: `127.0.0.1:PORT`.
    public var bootstrapServers: String { simulator.bootstrapServers }

    /// Lets a damage happen to its groups.
    ///
    /// - Parameter damage: what happens.
    /// - Returns: what was done, in words.
    public func suffer(_ damage: Damage) -> String {
        simulator.withState { damage.befall(&$0) }
    }

    /// Does something while a member of the group reads the topic.
    func consuming(
        _ topic: String,
        as group: String,
        _ work: @Sendable () async throws -> Bool
    ) async throws -> Bool {
        let member = Text("\(group)-consumer-1")
        simulator.withState { $0.addMember(member, to: Text(group), topics: [Text(topic)]) }
        defer { simulator.withState { $0.removeMember(member, of: Text(group)) } }
        return try await work()
    }

    /// Puts the shop's topics and groups into an empty cluster.
    static func furnish(_ state: inout ClusterState) {
        for topic in Shop.topics { fill(topic, in: &state) }
        for reader in Shop.readers {
            let offsets = reader.offsets.mapValues { StoredOffset(offset: $0, committedAt: state.now) }
            state.groups[Text(reader.group), default: ConsumerGroup()].offsets[Text(reader.topic.name)] = offsets
        }
    }

    private static func fill(_ topic: Shop.Topic, in state: inout ClusterState) {
        let name = Text(topic.name)
        state.addTopic(name, partitions: topic.partitions)
        for partition in 0..<Int32(topic.partitions) {
            for first in stride(from: 0, to: topic.records, by: recordsPerBatch) {
                let numbers = first..<min(first + recordsPerBatch, topic.records)
                state.appendRecords(numbers.map { Array("\(topic.name) \($0)".utf8) }, to: name, partition)
            }
        }
    }

    private static func error(_ failure: SimulatorFailure, port: UInt16) -> TidemarkError {
        switch failure.code {
        case EADDRINUSE where port != 0:
            TidemarkError(
                .portTaken,
                "another program listens on port \(port) of 127.0.0.1",
                hint: "Choose another one with --port, or leave it out for one that is free.",
                cause: failure
            )
        case EACCES:
            TidemarkError(
                .denied,
                "port \(port) of 127.0.0.1 may be used by root alone",
                hint: "Choose one from 1024 on with --port, or leave it out for one that is free.",
                cause: failure
            )
        default:
            TidemarkError(
                .cannotListen,
                "the simulated cluster cannot start: \(failure.message)",
                cause: failure
            )
        }
    }
}
