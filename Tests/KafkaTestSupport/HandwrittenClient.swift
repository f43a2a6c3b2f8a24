import Foundation
import Offsets

/// A client written by hand, for requests that librdkafka does not send: offsets below 0, names with a NUL, members that are
/// no consumers.
///
/// It speaks the versions of each API that every release under test has. Bytes as in Kafka's protocol guide.
package final class HandwrittenClient {
    /// The requests by their number in the protocol.
    private enum Request {
        static let offsetCommit: Int16 = 8
        static let findCoordinator: Int16 = 10
        static let joinGroup: Int16 = 11
        static let leaveGroup: Int16 = 13
        static let syncGroup: Int16 = 14
        static let deleteGroups: Int16 = 42
        static let consumerGroupHeartbeat: Int16 = 68
        static let shareGroupHeartbeat: Int16 = 76
        static let streamsGroupHeartbeat: Int16 = 88
    }

    private let connection: RawConnection
    private var sent: Int32 = 0

    private init(_ connection: RawConnection) {
        self.connection = connection
    }

    /// A client at the coordinator of a group.
    package static func coordinator(of group: String, on cluster: TestCluster) throws -> HandwrittenClient {
        let first = cluster.bootstrapServers.split(separator: ",").first ?? ""
        let client = try to(port: first.split(separator: ":").last.flatMap { UInt16($0) } ?? 0)
        var answer = try client.ask("find the coordinator of \(group)", Request.findCoordinator, 0, string(group))
        try check("find the coordinator of \(group)", answer.int16())
        _ = answer.int32()
        _ = answer.string()
        return try to(port: UInt16(clamping: answer.int32()))
    }

    private static func to(port: UInt16) throws -> HandwrittenClient {
        guard let connection = RawConnection(port: port) else {
            throw KafkaFailure("connect to port \(port)", message: "nobody listens")
        }
        return HandwrittenClient(connection)
    }

    /// Commits offsets of a topic, whatever they are; with a member's name for a group that has members.
    package func commit(
        group: String,
        topic: String,
        _ offsets: [Int32: Int64],
        leaderEpoch: Int32 = -1,
        metadata: [UInt8] = [],
        member: String = "",
        generation: Int32 = -1
    ) throws {
        let operation = "commit offsets of \(group)"
        var body = Self.joined(
            Self.string(group),
            Self.bytes(generation),
            Self.string(member),
            Self.bytes(Int32(1)),
            Self.string(topic),
            Self.bytes(Int32(offsets.count))
        )
        for (partition, offset) in offsets {
            let length = Self.bytes(Int16(clamping: metadata.count))
            body += Self.joined(
                Self.bytes(partition),
                Self.bytes(offset),
                Self.bytes(leaderEpoch),
                length,
                metadata
            )
        }
        // The first version with leader epochs; how long it was throttled, and the one topic.
        var answer = try ask(operation, Request.offsetCommit, 6, body)
        _ = answer.int32()
        _ = answer.int32()
        _ = answer.string()
        for _ in 0..<max(0, answer.int32()) {
            _ = answer.int32()
            try Self.check(operation, answer.int16())
        }
    }

    /// Deletes a group without members.
    package func delete(group: String) throws {
        let body = Self.joined(Self.bytes(Int32(1)), Self.string(group))
        var answer = try ask("delete \(group)", Request.deleteGroups, 0, body)
        _ = answer.int32()
        _ = answer.int32()
        _ = answer.string()
        try Self.check("delete \(group)", answer.int16())
    }

    /// Joins a group of the classic protocol as what is no consumer, or as a consumer of a topic, and stays in it until the
    /// session of two minutes ends.
    ///
    /// - Returns: The member's name and generation.
    package func join(
        group: String,
        protocolType: String,
        topic: String? = nil
    ) throws -> (member: String, generation: Int32) {
        let session = Int32(120_000)
        let subscription = topic.map { topic in
            Self.joined(Self.bytes(Int16(0)), Self.bytes(Int32(1)), Self.string(topic), Self.bytes(Int32(-1)))
        }
        let body = Self.joined(
            Self.string(group),
            Self.bytes(session),
            Self.bytes(session),
            Self.string(""),
            Self.string(protocolType),
            Self.bytes(Int32(1)),
            Self.string("v1"),
            Self.bytes(Int32(subscription?.count ?? 0)),
            subscription ?? []
        )
        var answer = try ask("join \(group)", Request.joinGroup, 2, body)
        _ = answer.int32()
        try Self.check("join \(group)", answer.int16())
        let generation = answer.int32()
        _ = answer.string()
        _ = answer.string()
        let member = answer.string()
        let assignment = Self.joined(Self.bytes(Int32(1)), Self.string(member), Self.bytes(Int32(0)))
        var synced = try ask(
            "take the assignment of \(group)",
            Request.syncGroup,
            0,
            Self.joined(Self.string(group), Self.bytes(generation), Self.string(member), assignment)
        )
        try Self.check("take the assignment of \(group)", synced.int16())
        return (member, generation)
    }

    /// Leaves a group of the classic protocol.
    package func leave(group: String, member: String) throws {
        var answer = try ask(
            "leave \(group)",
            Request.leaveGroup,
            0,
            Self.joined(Self.string(group), Self.string(member))
        )
        try Self.check("leave \(group)", answer.int16())
    }

    /// Joins a group of the consumer protocol (KIP-848) that reads one topic; or leaves it.
    package func consumer(group: String, member: String, topic: String, leaves: Bool = false) throws {
        let (none, empty, one): ([UInt8], [UInt8], [UInt8]) = ([0], [1], [2])
        let body = Self.joined(
            Self.compact(group),
            Self.compact(member),
            Self.bytes(Int32(leaves ? -1 : 0)),
            none,
            none,
            Self.bytes(Int32(leaves ? -1 : 60_000)),
            leaves ? none : Self.joined(one, Self.compact(topic)),
            none,
            none,
            leaves ? none : empty,
            none
        )
        try heartbeat(Request.consumerGroupHeartbeat, 1, body, of: group)
    }

    /// Joins a group of Kafka Streams' own protocol (KIP-1071), reading one topic; says with a later epoch that it is still
    /// there; or leaves it.
    ///
    /// - Returns: The member's epoch.
    @discardableResult
    package func streams(
        group: String,
        member: String,
        topic: String,
        epoch: Int32 = 0,
        leaves: Bool = false
    ) throws -> Int32 {
        let (none, empty, one, noStructure): ([UInt8], [UInt8], [UInt8], [UInt8]) = ([0], [1], [2], [0xff])
        // One subtopology that reads the topic and nothing else.
        let subtopology = Self.joined(
            Self.compact("0"),
            one,
            Self.compact(topic),
            empty,
            empty,
            empty,
            empty,
            empty,
            none
        )
        let presence: [UInt8] = [1]
        let topology = Self.joined(presence, Self.bytes(Int32(0)), one, subtopology, none)
        let isNew = epoch == 0 && !leaves
        let tasks = isNew ? empty : none
        let body = Self.joined(
            Self.compact(group),
            Self.compact(member),
            Self.bytes(leaves ? -1 : epoch),
            Self.bytes(Int32(0)),
            none,
            none,
            Self.bytes(Int32(isNew ? 60_000 : -1)),
            isNew ? topology : noStructure,
            tasks,
            tasks,
            tasks,
            isNew ? Self.compact("process") : none,
            noStructure,
            tasks,
            none,
            none,
            none,
            none
        )
        return try heartbeat(Request.streamsGroupHeartbeat, 0, body, of: group)
    }

    /// Joins a share group (KIP-932) that reads one topic; or leaves it.
    package func share(group: String, member: String, topic: String, leaves: Bool = false) throws {
        let (none, one): ([UInt8], [UInt8]) = ([0], [2])
        let body = Self.joined(
            Self.compact(group),
            Self.compact(member),
            Self.bytes(Int32(leaves ? -1 : 0)),
            none,
            leaves ? none : Self.joined(one, Self.compact(topic)),
            none
        )
        try heartbeat(Request.shareGroupHeartbeat, 1, body, of: group)
    }

    @discardableResult
    private func heartbeat(_ request: Int16, _ version: Int16, _ body: [UInt8], of group: String) throws -> Int32 {
        var answer = try ask("be a member of \(group)", request, version, body, isFlexible: true)
        // Tags, then how long the request was throttled.
        _ = answer.take(1)
        _ = answer.int32()
        try Self.check("be a member of \(group)", answer.int16())
        // No message, and the member's name, which is short.
        _ = answer.take(1)
        let length = answer.take(1).first.map { Int($0) } ?? 0
        _ = answer.take(length - 1)
        return answer.int32()
    }

    private func ask(
        _ operation: String,
        _ request: Int16,
        _ version: Int16,
        _ body: [UInt8],
        isFlexible: Bool = false
    ) throws -> Answer {
        sent += 1
        let tags: [UInt8] = isFlexible ? [0] : []
        let message = Self.joined(
            Self.bytes(request),
            Self.bytes(version),
            Self.bytes(sent),
            Self.string("handwritten"),
            tags,
            body
        )
        connection.send(Self.bytes(Int32(message.count)) + message)
        var length = Answer(connection.receive(exactly: 4))
        let count = length.isComplete(4) ? Int(length.int32()) : 0
        let bytes = connection.receive(exactly: count)
        guard count > 4, bytes.count == count else { throw KafkaFailure(operation, message: "no answer came") }
        // The first four say which request it answers.
        return Answer(Array(bytes.dropFirst(4)))
    }

    private static func check(_ operation: String, _ code: Int16) throws {
        guard code != 0 else { return }
        throw KafkaFailure(operation, code: Int32(code), message: "the broker refuses")
    }

    private static func joined(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap(\.self) }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func string(_ text: String) -> [UInt8] {
        bytes(Int16(clamping: text.utf8.count)) + Array(text.utf8)
    }

    /// A text after its length and one, seven bits a byte, the lowest first.
    private static func compact(_ text: String) -> [UInt8] {
        var length = text.utf8.count + 1
        var bytes: [UInt8] = []
        while length > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        return bytes + [UInt8(truncatingIfNeeded: length)] + Array(text.utf8)
    }

    /// What a broker answered, read from the front; what is not there reads as 0 and as empty.
    private struct Answer {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) {
            rest = bytes[...]
        }

        func isComplete(_ count: Int) -> Bool { rest.count == count }

        mutating func take(_ count: Int) -> ArraySlice<UInt8> {
            let taken = rest.prefix(max(0, count))
            rest = rest.dropFirst(max(0, count))
            return taken
        }

        mutating func int16() -> Int16 { Int16(truncatingIfNeeded: number(2)) }
        mutating func int32() -> Int32 { Int32(truncatingIfNeeded: number(4)) }
        mutating func string() -> String { String(decoding: take(Int(int16())), as: UTF8.self) }

        private mutating func number(_ count: Int) -> Int64 {
            take(count).reduce(0) { $0 << 8 | Int64($1) }
        }
    }
}
