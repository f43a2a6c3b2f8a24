import Cluster
import KafkaProtocol
import Offsets
import Synchronization
import Testing

@testable import KafkaDirect

/// Writes outside a transaction: what is told of them, and how often they are sent.
///
/// One after the other: so many cases at once would keep each other, and the tests beside them, from what takes milliseconds.
@Suite(.serialized)
struct PlainWriteTests {
    /// Far longer than anything here takes.
    private static let patience: Duration = .seconds(60)
    /// How long a call is given that ends at its deadline.
    private static let short: Duration = .seconds(2)
    private static let group = GroupID("billing")
    private static let partition = TopicPartition(topic: "orders", partition: 3)

    /// A call that writes.
    enum Call: CaseIterable, Sendable {
        case commit, deleteOffsets, deleteGroup

        var api: API {
            switch self {
            case .commit: .offsetCommit
            case .deleteOffsets: .offsetDelete
            case .deleteGroup: .deleteGroups
            }
        }

        /// Makes it; why it failed, for the group or for its partition.
        func error(_ client: DirectClient, within patience: Duration) async -> KafkaError? {
            let deadline = Deadline.after(patience)
            do throws(KafkaError) {
                switch self {
                case .commit:
                    let offset = CommittedOffset(partition, offset: 7)
                    return try await client.alterOffsets(of: group, to: [offset], before: deadline)[partition]
                case .deleteOffsets:
                    return try await client.deleteOffsets(of: group, for: [partition], before: deadline)[partition]
                case .deleteGroup:
                    try await client.delete(group, before: deadline)
                    return nil
                }
            } catch {
                return error
            }
        }

        /// What a coordinator answers.
        func answer(_ code: Int16) -> Structure {
            let topic: Structure = [
                "name": "orders", "partitions": .structures([["partitionIndex": 3, "errorCode": .number(code)]]),
            ]
            return switch self {
            case .commit, .deleteOffsets: ["topics": .structures([topic])]
            case .deleteGroup: ["results": .structures([["groupId": "billing", "errorCode": .number(code)]])]
            }
        }

        private var partition: TopicPartition { PlainWriteTests.partition }
        private var group: GroupID { PlainWriteTests.group }
    }

    /// A server that answers a call as a test says, and how often it and the cluster's metadata were asked for.
    private final class Scene: Sendable {
        let server: ScriptedServer
        let client: DirectClient
        private let counts = Mutex<[API: Int]>([:])

        init(_ call: Call, _ reply: @escaping @Sendable (Int, ScriptedServer.Question) -> ScriptedServer.Reply) throws {
            server = try ScriptedServer()
            let configuration = KafkaConfiguration(bootstrapServers: server.address)
            client = try DirectClient(try DirectConfiguration(configuration), writes: true) { () throws(KafkaError) in
                throw KafkaError(.unsupportedFeature)
            }
            server.follow { [weak self] question in
                guard let self else { return nil }
                let count = counts.withLock { counts in
                    counts[question.api, default: 0] += 1
                    return counts[question.api, default: 0]
                }
                return question.api == call.api ? reply(count, question) : nil
            }
        }

        func count(_ api: API) -> Int { counts.withLock { $0[api, default: 0] } }
    }

    @Test(arguments: Call.allCases, OddBrokerTests.Oddity.allCases)
    func `what is answered with no answer was sent once, and nobody says what came of it`(
        _ call: Call,
        _ oddity: OddBrokerTests.Oddity
    ) async throws {
        let scene = try Scene(call) { count, question in
            count == 1
                ? oddity.reply(to: question, call.answer(0)) : .bytes(ScriptedServer.frame(question, call.answer(0)))
        }
        let error = await call.error(scene.client, within: Self.patience)
        #expect(error?.code == .transport)
        #expect(error?.message.contains("whether it was carried out is not known") == true)
        #expect(error?.connection == nil, "that is not why no connection can be made")
        #expect(scene.count(call.api) == 1)
        #expect(await call.error(scene.client, within: Self.patience) == nil, "the next call works")
        #expect(scene.count(call.api) == 2)
    }

    @Test(arguments: Call.allCases)
    func `what is not answered is given up at the deadline, and was sent once`(_ call: Call) async throws {
        let scene = try Scene(call) { _, question in .held(ScriptedServer.frame(question, call.answer(0))) }
        _ = try await scene.client.metadata(before: .after(Self.patience))
        let began = ContinuousClock.now
        let error = await call.error(scene.client, within: Self.short)
        #expect(error?.code == .timedOut)
        #expect(began.duration(to: .now) < Self.patience / 2)
        #expect(scene.count(call.api) == 1)
    }

    @Test(arguments: Call.allCases)
    func `an answer that leaves out what was asked says nothing of it`(_ call: Call) async throws {
        let scene = try Scene(call) { _, question in .bytes(ScriptedServer.frame(question, [:])) }
        let error = await call.error(scene.client, within: Self.patience)
        #expect(error?.code == .transport)
        #expect(error?.message.contains("the reply lacks") == true)
        #expect(scene.count(call.api) == 1)
    }

    @Test(arguments: Call.allCases)
    func `a coordinator that loads is asked again until it has loaded`(_ call: Call) async throws {
        let scene = try Scene(call) { count, question in
            .bytes(ScriptedServer.frame(question, call.answer(count < 3 ? 14 : 0)))
        }
        #expect(await call.error(scene.client, within: Self.patience) == nil)
        #expect(scene.count(call.api) == 3)
    }

    @Test(arguments: Call.allCases)
    func `a coordinator that loads until the deadline is named as loading`(_ call: Call) async throws {
        let scene = try Scene(call) { _, question in .bytes(ScriptedServer.frame(question, call.answer(14))) }
        _ = try await scene.client.metadata(before: .after(Self.patience))
        #expect(await call.error(scene.client, within: Self.short)?.code == .coordinatorLoading)
        #expect(scene.count(call.api) > 1)
    }

    @Test(arguments: Call.allCases, [KafkaErrorCode.requestTimedOut, .coordinatorNotAvailable, .notCoordinator])
    func `what may be written is told as passing and not sent again, and who coordinates is asked anew`(
        _ call: Call,
        _ code: KafkaErrorCode
    ) async throws {
        let scene = try Scene(call) { count, question in
            .bytes(ScriptedServer.frame(question, call.answer(count == 1 ? Int16(code.rawValue) : 0)))
        }
        let error = await call.error(scene.client, within: Self.patience)
        #expect(error == KafkaError(code))
        #expect(error?.code.isTransient == true)
        #expect(scene.count(call.api) == 1)
        let looks = scene.count(.metadata)
        #expect(await call.error(scene.client, within: Self.patience) == nil)
        // REQUEST_TIMED_OUT says nothing of who coordinates.
        #expect(scene.count(.metadata) == looks + (code == .requestTimedOut ? 0 : 1))
    }

    /// Every refusal that a coordinator or its broker has for one of these calls.
    private static let refusals: [Int16] = [
        -1, 3, 12, 17, 22, 24, 25, 27, 28, 29, 30, 35, 42, 68, 69, 82, 86, 100, 110, 113,
    ]

    @Test(arguments: Call.allCases, refusals)
    func `a refusal is told by its code and in its words, and is final`(_ call: Call, _ code: Int16) async throws {
        let scene = try Scene(call) { _, question in .bytes(ScriptedServer.frame(question, call.answer(code))) }
        let error = await call.error(scene.client, within: Self.patience)
        #expect(error == KafkaError(KafkaErrorCode(rawValue: Int32(code))))
        #expect(error?.code.isTransient == false)
        #expect(scene.count(call.api) == 1)
    }

    @Test(arguments: [Int16(30), 69, 68])
    func `an error of the whole group is the call's`(_ code: Int16) async throws {
        let scene = try Scene(.deleteOffsets) { _, question in
            .bytes(ScriptedServer.frame(question, ["errorCode": .number(code)]))
        }
        let error = await Call.deleteOffsets.error(scene.client, within: Self.patience)
        #expect(error == KafkaError(KafkaErrorCode(rawValue: Int32(code))))
    }

    @Test func `what no broker should be sent is refused before anything is`() async throws {
        let scene = try Scene(.commit) { _, question in .bytes(ScriptedServer.frame(question, [:])) }
        let offset = CommittedOffset(Self.partition, offset: 7)
        let long = OffsetMetadata(String(repeating: "m", count: MetadataLimit.longest + 1))
        let refused = [
            [CommittedOffset(Self.partition, offset: -1)], [offset, offset],
            [CommittedOffset(Self.partition, offset: 7, metadata: long)],
        ]
        for offsets in refused {
            let error = await #expect(throws: KafkaError.self) {
                try await scene.client.alterOffsets(of: Self.group, to: offsets, before: .after(Self.patience))
            }
            #expect(error?.code == .invalidArgument)
        }
        let error = await #expect(throws: KafkaError.self) {
            let twice = [Self.partition, Self.partition]
            return try await scene.client.deleteOffsets(of: Self.group, for: twice, before: .after(Self.patience))
        }
        #expect(error?.code == .invalidArgument)
        #expect(scene.count(.offsetCommit) == 0)
        #expect(scene.server.accepted == 0)
    }

    @Test(arguments: Call.allCases)
    func `while no connection is made nothing is sent, and it is tried again`(_ call: Call) async throws {
        let scene = try Scene(call) { _, question in .bytes(ScriptedServer.frame(question, call.answer(0))) }
        _ = try await scene.client.metadata(before: .after(Self.patience))
        scene.server.disconnect()
        scene.server.closeAtOnce(true)
        let error = await call.error(scene.client, within: Self.short)
        #expect(error?.code.isTransient == true)
        #expect(scene.count(call.api) == 0)
        scene.server.closeAtOnce(false)
        #expect(await call.error(scene.client, within: Self.patience) == nil)
        #expect(scene.count(call.api) == 1)
    }
}
