import Foundation
import Glibc
import KafkaProtocol
import KafkaTestSupport
import Synchronization

/// A server that speaks as a broker of a small cluster does, until a test has it do something else.
final class ScriptedServer: Sendable {
    /// A request that came.
    struct Question: Sendable {
        let api: API
        let version: Int16
        let correlation: Int32
    }

    /// What is done about a request.
    enum Reply: Sendable {
        /// These bytes are sent, whatever they are.
        case bytes([UInt8])
        /// These bytes are sent one by one.
        case slowly([UInt8])
        /// These bytes are sent, and then the connection is closed.
        case last([UInt8])
        /// These bytes are sent when the test says so.
        case held([UInt8])
    }

    /// What is done about a request, `nil` for what a broker does.
    typealias Script = @Sendable (Question) -> Reply?

    private struct State {
        var script: Script?
        var clients: Set<Int32> = []
        var held: [(client: Int32, bytes: [UInt8])] = []
        var accepted = 0
        var isClosing = false
        var brokers: [Int32: UInt16] = [:]
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private static let backlog: Int32 = 64
    /// The requests that are understood, with the newest version of each.
    private static let newest: [API: Int16] = [
        .apiVersions: 3, .metadata: 12, .listGroups: 5, .describeGroups: 5, .saslHandshake: 1, .saslAuthenticate: 2,
        .offsetCommit: 8, .offsetDelete: 0, .deleteGroups: 2,
    ]

    /// Where it listens on 127.0.0.1.
    let port: UInt16
    private let broker: Int32
    private let listener: Int32
    private let shared = Shared()

    /// A server that listens; the cluster has no other broker.
    init(broker: Int32 = 0) throws {
        self.broker = broker
        listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, size) == 0 && Glibc.listen(descriptor, Self.backlog) == 0
                    && getsockname(descriptor, generic, &size) == 0
            }
        }
        guard isListening else { throw KafkaFailure("listen", message: "errno \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
        let (state, own) = (shared, port)
        state.state.withLock { $0.brokers = [broker: own] }
        Thread.detachNewThread { Self.accept(descriptor, broker, state) }
    }

    deinit {
        // Threads that wait for a client, or for what it says, end; each closes its own, so that its number is nobody else's before.
        shutdown(listener, Int32(SHUT_RDWR))
        disconnect()
    }

    /// `127.0.0.1:PORT`.
    var address: String { "127.0.0.1:\(port)" }

    /// How many connections were made to it.
    var accepted: Int { shared.state.withLock(\.accepted) }

    /// Has it do something else from now on; `nil` for what a broker does.
    func follow(_ script: Script?) {
        shared.state.withLock { $0.script = script }
    }

    /// Whether it closes each connection as soon as it is made.
    func closeAtOnce(_ isClosing: Bool) {
        shared.state.withLock { $0.isClosing = isClosing }
    }

    /// Says where the brokers of the cluster are.
    func tell(of brokers: [Int32: UInt16]) {
        shared.state.withLock { $0.brokers = brokers }
    }

    /// Sends what was held back.
    func release() {
        let held = shared.state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for (client, bytes) in held { Self.send(bytes, to: client) }
    }

    /// How many answers are held back.
    var heldCount: Int { shared.state.withLock(\.held.count) }

    /// Ends all connections.
    func disconnect() {
        shared.state.withLock { state in
            for client in state.clients { shutdown(client, Int32(SHUT_RDWR)) }
        }
    }

    // MARK: What brokers say

    /// An answer with its length.
    static func frame(_ question: Question, _ message: Structure, correlation: Int32? = nil) -> [UInt8] {
        let table = question.api.table
        var body = MessageWriter()
        body.integer(correlation ?? question.correlation)
        if table.isFlexible(question.version), question.api != .apiVersions { body.noTags() }
        body.structure(
            message,
            table.response,
            version: question.version,
            isFlexible: table.isFlexible(question.version)
        )
        var frame = MessageWriter()
        frame.integer(Int32(body.bytes.count))
        frame.raw(body.bytes)
        return frame.bytes
    }

    /// What a broker answers.
    func answer(to question: Question) -> Structure {
        Self.answer(to: question, broker, shared.state.withLock(\.brokers))
    }

    private static func answer(to question: Question, _ broker: Int32, _ brokers: [Int32: UInt16]) -> Structure {
        switch question.api {
        case .apiVersions:
            let keys = newest.sorted { $0.key.rawValue < $1.key.rawValue }.map { api, version -> Structure in
                [
                    "apiKey": .number(api.rawValue), "minVersion": .number(api.table.versions.lowerBound),
                    "maxVersion": .number(version),
                ]
            }
            return ["apiKeys": .structures(keys)]
        case .metadata:
            let entries = brokers.sorted { $0.key < $1.key }.map { number, port -> Structure in
                ["nodeId": .number(number), "host": "127.0.0.1", "port": .number(port)]
            }
            let partitions = brokers.keys.sorted().enumerated().map { index, leader -> Structure in
                ["partitionIndex": .number(index), "leaderId": .number(leader)]
            }
            return [
                "brokers": .structures(entries), "clusterId": "scripted", "controllerId": 0,
                "topics": .structures([["name": "__consumer_offsets", "partitions": .structures(partitions)]]),
            ]
        case .listGroups:
            return [
                "groups": .structures([
                    [
                        "groupId": .text(Text("group-\(broker)")), "protocolType": "consumer", "groupState": "Empty",
                        "groupType": "classic",
                    ]
                ])
            ]
        default: return [:]
        }
    }

    // MARK: Threads

    private static func accept(_ listener: Int32, _ broker: Int32, _ shared: Shared) {
        defer { Glibc.close(listener) }
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            var noDelay: Int32 = 1
            unsafe setsockopt(
                client,
                Int32(IPPROTO_TCP),
                TCP_NODELAY,
                &noDelay,
                socklen_t(MemoryLayout<Int32>.size)
            )
            let isClosing = shared.state.withLock { state in
                state.accepted += 1
                if !state.isClosing { state.clients.insert(client) }
                return state.isClosing
            }
            if isClosing {
                Glibc.close(client)
            } else {
                Thread.detachNewThread { serve(client, broker, shared) }
            }
        }
    }

    private static func serve(_ client: Int32, _ broker: Int32, _ shared: Shared) {
        defer {
            shared.state.withLock { state in
                state.clients.remove(client)
                state.held.removeAll { $0.client == client }
                Glibc.close(client)
            }
        }
        while let question = question(of: client) {
            let (script, brokers) = shared.state.withLock { ($0.script, $0.brokers) }
            switch script?(question) ?? .bytes(frame(question, answer(to: question, broker, brokers))) {
            case .bytes(let bytes): send(bytes, to: client)
            case .slowly(let bytes): for byte in bytes { send([byte], to: client) }
            case .held(let bytes): shared.state.withLock { $0.held.append((client, bytes)) }
            case .last(let bytes):
                send(bytes, to: client)
                return
            }
        }
    }

    private static func question(of client: Int32) -> Question? {
        guard let length = receive(4, from: client), let count = try? number(Int32.self, length), count >= 8,
            let frame = receive(Int(count), from: client), let api = try? number(Int16.self, frame).flatMap(API.init),
            let version = try? number(Int16.self, Array(frame[2...])),
            let correlation = try? number(Int32.self, Array(frame[4...]))
        else { return nil }
        return Question(api: api, version: version, correlation: correlation)
    }

    private static func number<Number: FixedWidthInteger>(_ type: Number.Type, _ bytes: [UInt8]) throws -> Number? {
        var reader = MessageReader(bytes)
        return try reader.integer(type)
    }

    private static func receive(_ count: Int, from client: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var part = [UInt8](repeating: 0, count: count - bytes.count)
            let got = unsafe recv(client, &part, part.count, 0)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            bytes += part[..<got]
        }
        return bytes
    }

    private static func send(_ bytes: [UInt8], to client: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
