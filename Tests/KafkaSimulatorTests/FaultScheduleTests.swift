import Foundation
import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// Faults as values: whom they befall, what each does, and that a list of them can be made, written down and played.
struct FaultScheduleTests {
    private static let group: Text = "billing"
    private static let topic: Text = "orders"

    /// Two brokers; the second coordinates the group.
    private static func server() throws -> (server: ClusterServer, coordinator: Int32) {
        var state = ClusterState(release: .kafka43, brokers: 2, at: 1_000_000)
        state.addTopic(topic, partitions: 2)
        let coordinator = try #require(state.coordinator(of: group))
        return (ClusterServer(state, clock: .standing(at: 1_000_000)), coordinator)
    }

    private static func request(_ api: API, of group: Text, at broker: Int32 = 1, offset: Int64 = 5) -> Request {
        let partitions = (0..<2).map { index -> Structure in
            ["partitionIndex": .number(index), "committedOffset": .integer(offset), "committedLeaderEpoch": -1]
        }
        let topics: Structure = [
            "name": .text(topic), "partitions": .structures(partitions), "partitionIndexes": .array([0, 1]),
        ]
        let message: Structure = [
            "groupId": .text(group), "memberId": "", "generationIdOrMemberEpoch": -1,
            "topics": .structures([topics]),
        ]
        return Request(api: api, version: 7, correlation: 1, clientID: "", broker: broker, message: message)
    }

    private static func frame(_ request: Request) -> [UInt8] {
        RequestMaker.frame(request.api, request.version, request.message)
    }

    /// What the group has committed.
    private static func written(_ server: ClusterServer) -> [Int64] {
        server.withState { $0.groups[group].map { offsets(of: $0) } ?? [] }
    }

    private static func offsets(of group: ConsumerGroup) -> [Int64] {
        (group.offsets[topic] ?? [:]).sorted { $0.key < $1.key }.map(\.value.offset)
    }

    @Test func `a fault befalls the API, the group, the broker and the calls it names, and no others`() {
        var schedule = FaultSchedule()
        schedule.add(Fault(.loading, api: .offsetFetch, group: Self.group, broker: 2, calls: 2...3))
        let others = [
            Self.request(.offsetCommit, of: Self.group, at: 2), Self.request(.offsetFetch, of: "other", at: 2),
            Self.request(.offsetFetch, of: Self.group, at: 1),
        ]
        let fitting = Self.request(.offsetFetch, of: Self.group, at: 2)
        var met: [FaultAction?] = []
        for _ in 0..<4 {
            for other in others { #expect(schedule.next(for: other) == nil) }
            met.append(schedule.next(for: fitting)?.action)
        }
        #expect(met == [nil, .loading, .loading, nil])
    }

    @Test func `of several faults that fit the first counts, and the others' turns pass`() {
        var schedule = FaultSchedule()
        schedule.add(Fault(.lostReply, calls: 1...1))
        schedule.add(Fault(.lostRequest, calls: 1...2))
        let request = Self.request(.offsetFetch, of: Self.group)
        #expect((0..<3).map { _ in schedule.next(for: request)?.action } == [.lostReply, .lostRequest, nil])
    }

    /// What becomes of a commit of 5 for two partitions.
    struct Effect: Sendable, CustomTestStringConvertible {
        let action: FaultAction
        let written: [Int64]
        /// The errors of the two partitions in the answer; none when there is no answer, or none that can be read.
        var errors: [ErrorCode] = []
        var closes = false
        var throttle: Int32 = 0
        var testDescription: String { "\(action)" }
    }

    @Test(arguments: [
        Effect(action: .error(.notCoordinator), written: [], errors: [.notCoordinator, .notCoordinator]),
        Effect(
            action: .error(.topicAuthorizationFailed, at: .topic("orders")),
            written: [],
            errors: [.topicAuthorizationFailed, .topicAuthorizationFailed]
        ),
        Effect(
            action: .error(.invalidRecord, at: .partition("orders", 1)),
            written: [5],
            errors: [.none, .invalidRecord]
        ),
        Effect(
            action: .falseError(.requestTimedOut),
            written: [5, 5],
            errors: [.requestTimedOut, .requestTimedOut]
        ),
        Effect(
            action: .falseError(.requestTimedOut, at: .partition("orders", 0)),
            written: [5, 5],
            errors: [.requestTimedOut, .none]
        ),
        Effect(action: .delay(milliseconds: 5), written: [5, 5], errors: [.none, .none]),
        Effect(action: .lostReply, written: [5, 5]),
        Effect(action: .lostRequest, written: []),
        Effect(action: .closedConnection(afterEffect: true), written: [5, 5], closes: true),
        Effect(action: .closedConnection(afterEffect: false), written: [], closes: true),
        Effect(action: .coordinatorMoved, written: [], errors: [.notCoordinator, .notCoordinator]),
        Effect(action: .loading, written: [], errors: [.coordinatorLoadInProgress, .coordinatorLoadInProgress]),
        Effect(action: .throttled(milliseconds: 300), written: [5, 5], errors: [.none, .none], throttle: 300),
        Effect(action: .truncated(bytes: 6), written: [5, 5]),
        Effect(action: .garbled, written: [5, 5]),
    ])
    func `every kind of fault does what it says and no more`(effect: Effect) throws {
        let (server, coordinator) = try Self.server()
        let request = Self.request(.offsetCommit, of: Self.group, at: coordinator)
        server.add(Fault(effect.action, api: .offsetCommit, calls: 1...1))
        let start = ContinuousClock.now
        let reply = server.reply(to: Self.frame(request), at: coordinator)
        if case .delay(let milliseconds) = effect.action {
            #expect(ContinuousClock.now - start >= .milliseconds(milliseconds))
        }
        #expect(Self.written(server) == effect.written)
        switch reply {
        case .close, .lastBytes: #expect(effect.closes)
        case .nothing: #expect(!effect.closes && effect.errors.isEmpty)
        case .bytes(let bytes), .slowly(let bytes, _):
            // Length and number come before the answer itself.
            var reader = MessageReader(Array(bytes.dropFirst(8)))
            let table = API.offsetCommit.table.response
            let answer = try? reader.structure(table, version: request.version, isFlexible: false)
            let partitions = (answer?["topics"].structures ?? []).flatMap { $0["partitions"].structures }
            #expect(partitions.map { ErrorCode(rawValue: $0.int16("errorCode")) } == effect.errors)
            #expect(answer?.int32("throttleTimeMs") ?? 0 == effect.throttle)
        }
        // The next one is not befallen.
        let next = try #require(server.withState { $0.coordinator(of: Self.group) })
        #expect((next != coordinator) == (effect.action == .coordinatorMoved))
        _ = server.reply(to: Self.frame(Self.request(.offsetCommit, of: Self.group, at: next, offset: 6)), at: next)
        #expect(Self.written(server) == [6, 6])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `faults made from a seed, written down and read again are the same and do the same`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let faults = (0..<10).map { _ in Self.fault(using: &random) }
        let text = try JSONEncoder().encode(faults)
        let read = try JSONDecoder().decode([Fault].self, from: text)
        #expect(read == faults)
        #expect(Set(read.map(\.description)).count == Set(faults).count, "two that differ are printed alike")
        #expect(faults.allSatisfy { !$0.description.contains("\n") })
        let course = try Self.course(under: faults)
        #expect(try Self.course(under: read) == course)
        #expect(try Self.course(under: []) != course)
    }

    private static func fault(using random: inout SeededRandom) -> Fault {
        let codes: [ErrorCode] = [.notCoordinator, .unknownServerError, .groupAuthorizationFailed]
        let places: [FaultAction.Place] = [.outermost, .partitions, .topic(topic), .partition(topic, 1)]
        let code = codes.randomElement(using: &random) ?? .notCoordinator
        let place = places.randomElement(using: &random) ?? .outermost
        let actions: [FaultAction] = [
            .error(code, at: place), .falseError(code, at: place), .delay(milliseconds: 1), .lostReply, .lostRequest,
            .closedConnection(afterEffect: true), .closedConnection(afterEffect: false), .coordinatorMoved, .loading,
            .throttled(milliseconds: Int.random(in: 1...500, using: &random)),
            .truncated(bytes: Int.random(in: 0...40, using: &random)), .garbled,
        ]
        let first = Int.random(in: 1...5, using: &random)
        return Fault(
            actions.randomElement(using: &random) ?? .garbled,
            api: [API.offsetCommit, .offsetFetch, nil].randomElement(using: &random) ?? nil,
            group: [group, "shipping", nil].randomElement(using: &random) ?? nil,
            broker: [1, 2, nil].randomElement(using: &random) ?? nil,
            calls: first...(Bool.random(using: &random) ? Int.max : first + Int.random(in: 0...3, using: &random))
        )
    }

    /// Every answer to the same requests, and what the groups hold after each.
    private static func course(under faults: [Fault]) throws -> [String] {
        let (server, _) = try server()
        for fault in faults { server.add(fault) }
        return (0..<80).map { number in
            let api: API = number.isMultiple(of: 3) ? .offsetFetch : .offsetCommit
            let group = number.isMultiple(of: 5) ? "shipping" : group
            let broker = Int32(number / 2 % 2) + 1
            let reply = server.reply(
                to: frame(request(api, of: group, at: broker, offset: Int64(number))),
                at: broker
            )
            let held = server.withState { state in
                state.groups.sorted { $0.key < $1.key }.map { "\($0.key) \(offsets(of: $0.value))" }
            }
            return "\(reply) \(held)"
        }
    }
}
