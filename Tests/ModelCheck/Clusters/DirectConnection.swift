import Cluster
import KafkaProtocol
import Offsets
import Synchronization

@testable import KafkaSimulator

/// A client's way to the simulated brokers without sockets: requests in Kafka's own bytes, time that passes only while
/// somebody waits.
final class DirectConnection: Sendable {
    /// How long an answer is waited for, in milliseconds: the client's `socket.timeout.ms`.
    private static let patience: Int64 = 6_000
    /// The pauses before a repetition, in milliseconds, as the shipped client makes them.
    private static let pauses: (first: Int64, longest: Int64) = (100, 2_000)

    private let world: World
    private let life: Life
    private let monitor: Monitor
    private let coordinators = Mutex<[Text: Int32]>([:])

    init(_ world: World, life: Life, monitor: Monitor) {
        self.world = world
        self.life = life
        self.monitor = monitor
    }

    /// Asks a broker.
    ///
    /// - Parameters:
    ///   - api: What.
    ///   - version: In which version of it.
    ///   - message: The request's fields.
    ///   - group: The group it is about, for the moments of a schedule.
    ///   - broker: Whom.
    /// - Returns: The answer, whatever errors it holds.
    /// - Throws: ``KafkaError`` `_TIMED_OUT` without an answer, `_TRANSPORT` when the broker hung up.
    func ask(
        _ api: API,
        _ version: Int16,
        _ message: Structure,
        of group: Text? = nil,
        at broker: Int32
    ) throws(KafkaError) -> Structure {
        let name = group.map { SentinelGroup.isOne(GroupID("\($0)")) ? Place.sentinel : "\($0)" }
        let manner = life.arrive(.request(api, group: name))
        let frame = Self.frame(api, version, message)
        switch manner {
        case nil, .after: break
        case .before: throw MortalCluster.killed
        case .late(let countdown):
            watch(api, message)
            world.keep(frame, to: broker, until: countdown)
            throw MortalCluster.killed
        }
        let hadMembers = watch(api, message)
        let reply = world.deliver(frame, to: broker)
        if manner == .after { throw MortalCluster.killed }
        switch reply {
        case .nothing:
            world.wait(milliseconds: Self.patience)
            throw KafkaError(.timedOut)
        case .close, .lastBytes: throw KafkaError(.transport)
        case .bytes(let bytes), .slowly(let bytes, _):
            let answer = try Self.read(bytes, api, version)
            if api == .txnOffsetCommit, Self.errors(answer).allSatisfy({ $0 == .none }) {
                monitor.wasTaken(by: "\(message.text("groupId"))", hadMembers: hadMembers)
            }
            return answer
        }
    }

    /// Repeats something while its failure is a passing one, for so long of the cluster's time.
    func repeating<Value>(
        for limit: Duration,
        while isPassing: (KafkaError) -> Bool = \.code.isTransient,
        _ body: () throws(KafkaError) -> Value
    ) throws(KafkaError) -> Value {
        let end = now + limit.wholeMilliseconds
        var pause = Self.pauses.first
        while true {
            do throws(KafkaError) {
                return try body()
            } catch {
                coordinators.withLock { $0 = [:] }
                guard !life.isDead, isPassing(error), now + pause < end else { throw error }
                world.wait(milliseconds: pause)
                pause = min(2 * pause, Self.pauses.longest)
            }
        }
    }

    /// Lets the cluster's time pass.
    func wait(_ duration: Duration) {
        world.wait(milliseconds: duration.wholeMilliseconds)
    }

    /// The broker that coordinates a group or a transactional id.
    func coordinator(of name: Text, isTransaction: Bool = false) throws(KafkaError) -> Int32 {
        if let known = coordinators.withLock({ $0[name] }) { return known }
        let message: Structure = ["key": .text(name), "keyType": isTransaction ? 1 : 0]
        let answer = try ask(.findCoordinator, 2, message, of: isTransaction ? nil : name, at: try anyBroker())
        try Self.check(answer["errorCode"])
        let broker = answer.int32("nodeId")
        coordinators.withLock { $0[name] = broker }
        return broker
    }

    /// Looks every coordinator up again.
    func forgetCoordinators() {
        coordinators.withLock { $0 = [:] }
    }

    /// The partition of `__consumer_offsets` that keeps a group's offsets.
    func offsetsPartition(of group: Text) -> Int { world.withState { $0.slot(of: group) } }

    /// A broker that runs.
    func anyBroker() throws(KafkaError) -> Int32 {
        guard let broker = runningBrokers.first else { throw KafkaError(.allBrokersDown) }
        return broker
    }

    /// The brokers that run.
    var runningBrokers: [Int32] {
        world.withState { $0.brokers.values.filter(\.isRunning).map(\.id).sorted() }
    }

    /// Throws an answer's error.
    static func check(_ code: Value) throws(KafkaError) {
        guard code.integer != 0 else { return }
        throw KafkaError(KafkaErrorCode(rawValue: Int32(clamping: code.integer)))
    }

    /// The errors of an answer's partitions.
    static func errors(_ answer: Structure) -> [KafkaErrorCode] {
        answer["topics"].structures.flatMap { $0["partitions"].structures }
            .map { KafkaErrorCode(rawValue: $0.int32("errorCode")) }
    }

    private var now: Int64 { world.withState { $0.now } }

    /// Has the monitor look at an act; says whether the group it concerns has members.
    @discardableResult
    private func watch(_ api: API, _ message: Structure) -> Bool {
        switch api {
        case .txnOffsetCommit: return monitor.sends(to: "\(message.text("groupId"))")
        case .offsetCommit: monitor.writesPlainly(to: "\(message.text("groupId"))")
        case .offsetDelete:
            monitor.deletes(message["topics"].structures.map { "\($0.text("name"))" }, of: "\(message.text("groupId"))")
        case .deleteGroups:
            for group in message["groupsNames"].elements.compactMap(\.text) { monitor.writesPlainly(to: "\(group)") }
        case .endTxn: message["committed"].boolean ? monitor.commits() : monitor.aborts()
        default: break
        }
        return false
    }

    private static func frame(_ api: API, _ version: Int16, _ message: Structure) -> [UInt8] {
        let isFlexible = api.table.isFlexible(version)
        let client = Array("tidemark".utf8)
        var writer = MessageWriter()
        writer.integer(api.rawValue)
        writer.integer(version)
        writer.integer(Int32(1))
        writer.integer(Int16(client.count))
        writer.append(client)
        if isFlexible { writer.noTags() }
        writer.structure(message, api.table.request, version: version, isFlexible: isFlexible)
        return writer.bytes
    }

    private static func read(_ bytes: [UInt8], _ api: API, _ version: Int16) throws(KafkaError) -> Structure {
        let isFlexible = api.table.isFlexible(version)
        // Four bytes of length and four that tell which request it answers.
        var reader = MessageReader(bytes, at: 8)
        do throws(MalformedMessage) {
            if isFlexible { try reader.skipTags() }
            return try reader.structure(api.table.response, version: version, isFlexible: isFlexible)
        } catch {
            throw KafkaError(.malformedReply, "\(error)")
        }
    }
}

extension Duration {
    /// Rounded to whole milliseconds.
    fileprivate var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
