import KafkaProtocol
import Testing

@testable import KafkaSimulator

/// What the brokers do, asked without a network.
struct ClusterStateTests {
    private func cluster(_ release: SimulatedRelease = .kafka43) -> ClusterState {
        var state = ClusterState(release: release, brokers: 1, at: 1_000_000)
        state.addTopic("orders", partitions: 2)
        return state
    }

    private func ask(
        _ state: inout ClusterState,
        _ api: API,
        _ message: Structure,
        version: Int16? = nil
    ) -> Structure {
        let version = version ?? api.table.versions.upperBound
        let request = Request(api: api, version: version, correlation: 1, clientID: "test", broker: 1, message: message)
        guard case .answer(let answer) = state.answer(request) else { return [:] }
        return request.whole(answer)
    }

    private func topics(_ offsets: [Int: Int64], metadata: String = "", of topic: String = "orders") -> Value {
        .structures([
            [
                "name": .text(Text(topic)),
                "partitions": .structures(
                    offsets.sorted { $0.key < $1.key }.map { partition, offset in
                        [
                            "partitionIndex": .number(partition), "committedOffset": .integer(offset),
                            "committedLeaderEpoch": -1, "committedMetadata": .text(Text(metadata)),
                        ]
                    }
                ),
            ]
        ])
    }

    private func codes(_ answer: Structure) -> [ErrorCode] {
        answer["topics"].structures.flatMap { $0["partitions"].structures }
            .map { ErrorCode(rawValue: $0.int16("errorCode")) }
    }

    private func begin(_ state: inout ClusterState, _ id: Text, group: Text) -> Structure {
        let producer = ask(
            &state,
            .initProducerId,
            ["transactionalId": .text(id), "transactionTimeoutMs": 60_000, "producerId": -1]
        )
        let identity: Structure = [
            "transactionalId": .text(id), "groupId": .text(group),
            "producerId": producer["producerId"], "producerEpoch": producer["producerEpoch"],
        ]
        _ = ask(&state, .addOffsetsToTxn, identity)
        return identity
    }

    private func send(
        _ state: inout ClusterState,
        _ identity: Structure,
        member: String,
        generation: Int64 = -1,
        _ offsets: [Int: Int64] = [0: 9]
    ) -> [ErrorCode] {
        var message = identity
        message["generationId"] = .integer(generation)
        message["memberId"] = .text(Text(member))
        message["topics"] = topics(offsets)
        return codes(ask(&state, .txnOffsetCommit, message, version: 3))
    }

    private enum Kind: String, CaseIterable {
        case absent, simple, empty, classicLive, consumerEmpty, consumerLive

        var isLive: Bool { self == .classicLive || self == .consumerLive }
    }

    private func put(_ kind: Kind, _ state: inout ClusterState) {
        switch kind {
        case .absent: break
        case .simple: state.groups["g"] = ConsumerGroup()
        case .empty: state.groups["g"] = ConsumerGroup(protocolType: "consumer")
        case .classicLive: state.addMember("m", to: "g", topics: ["orders"])
        case .consumerEmpty: state.groups["g"] = ConsumerGroup(kind: .consumer, protocolType: "consumer")
        case .consumerLive: state.addMember("m", to: "g", topics: ["orders"], kind: .consumer)
        }
    }

    @Test(arguments: Kind.allCases, [SimulatedRelease.kafka43, .kafka39])
    private func `a live group refuses a made-up member and takes a nameless one`(kind: Kind, release: SimulatedRelease)
    {
        var state = cluster(release)
        put(kind, &state)
        let identity = begin(&state, "t", group: "g")
        let refused = [kind.isLive ? ErrorCode.unknownMemberID : .none]
        #expect(send(&state, identity, member: "fence") == refused)
        #expect(send(&state, identity, member: "") == [.none])
        #expect(send(&state, identity, member: "fence", generation: 0) == [.unknownMemberID])
        let plain = ask(
            &state,
            .offsetCommit,
            ["groupId": "g", "generationIdOrMemberEpoch": -1, "memberId": "", "topics": topics([0: 5])],
            version: 7
        )
        #expect(codes(plain) == refused)
    }

    @Test func `the offsets topic is there once a group is looked up, and its leaders are the coordinators`() {
        var state = ClusterState(release: .kafka43, brokers: 3, at: 0)
        let leaders = { (state: inout ClusterState) -> [Int64]? in
            let answer = ask(&state, .metadata, ["topics": .null])
            let topic = answer["topics"].structures.first { $0.text("name") == "__consumer_offsets" }
            return topic?["partitions"].structures.map { $0["leaderId"].integer }
        }
        #expect(leaders(&state) == nil)
        _ = ask(&state, .findCoordinator, ["keyType": 0, "coordinatorKeys": .array(["g"])])
        let slot = ClusterState.slot(of: "g")
        #expect(leaders(&state)?.count == 50)
        #expect(leaders(&state)?[slot] == state.coordinator(of: "g").map(Int64.init))
        state.moveCoordinator(of: "g")
        #expect(leaders(&state)?[slot] == state.coordinator(of: "g").map(Int64.init))
        if let id = state.coordinator(of: "g") { state.brokers[id]?.isRunning = false }
        #expect(leaders(&state)?[slot] == -1)
        #expect(state.topics["__transaction_state"] == nil)
        _ = ask(&state, .findCoordinator, ["keyType": 1, "coordinatorKeys": .array(["t"])])
        #expect(state.topics["__transaction_state"]?.partitions.count == 50)
    }

    @Test func `a commit writes the partitions it may and names the others`() {
        var state = cluster()
        let message: Structure = [
            "groupId": "g", "generationIdOrMemberEpoch": -1, "memberId": "", "topics": topics([0: 5, 7: 5]),
        ]
        #expect(codes(ask(&state, .offsetCommit, message)) == [.none, .unknownTopicOrPartition])
        #expect(state.groups["g"]?.offsets["orders"]?[0]?.offset == 5)
        var long = message
        long["topics"] = topics([1: 5], metadata: String(repeating: "é", count: 4_097))
        #expect(codes(ask(&state, .offsetCommit, long)) == [.offsetMetadataTooLarge])
        long["topics"] = topics([1: 5], metadata: String(repeating: "é", count: 4_096))
        #expect(codes(ask(&state, .offsetCommit, long)) == [.none])
    }

    private func fetch(_ state: inout ClusterState, stable: Bool, all: Bool = false) -> [Structure] {
        let asked: Structure = ["name": "orders", "partitionIndexes": .array([0])]
        let answer = ask(
            &state,
            .offsetFetch,
            ["groupId": "g", "requireStable": .boolean(stable), "topics": all ? .null : .structures([asked])],
            version: 7
        )
        return answer["topics"].structures.flatMap { $0["partitions"].structures }
    }

    @Test func `one request reads many groups, each with its own answer`() {
        var state = ClusterState(release: .kafka43, brokers: 2, at: 1_000_000)
        state.addTopic("orders", partitions: 2)
        let names = (0..<20).map { Text("g\($0)") }
        let here = names.filter { state.coordinator(of: $0) == 1 }
        let elsewhere = names.filter { state.coordinator(of: $0) == 2 }
        for name in here.dropFirst() {
            let offset = StoredOffset(offset: 7, committedAt: state.now)
            state.groups[name] = ConsumerGroup(offsets: ["orders": [1: offset]])
        }
        let asked = (here + elsewhere).map { ["groupId": .text($0), "topics": .null] as Structure }
        let answer = ask(&state, .offsetFetch, ["groups": .structures(asked), "requireStable": true], version: 8)
        let found = answer["groups"].structures
        #expect(found.map { $0.text("groupId") } == here + elsewhere)
        for group in found {
            let isHere = here.contains(group.text("groupId"))
            #expect(group.int16("errorCode") == (isHere ? ErrorCode.none : .notCoordinator).rawValue)
            let offsets = group["topics"].structures.flatMap { $0["partitions"].structures }.map {
                $0["committedOffset"]
            }
            #expect(offsets == (isHere && group.text("groupId") != here.first ? [7] : []))
        }
    }

    @Test(arguments: [true, false])
    func `what a transaction holds is pending until it is decided`(isCommitted: Bool) {
        var state = cluster()
        state.markerDelay = 10
        let identity = begin(&state, "t", group: "g")
        #expect(send(&state, identity, member: "fence") == [.none])
        #expect(fetch(&state, stable: true).map { $0.int16("errorCode") } == [ErrorCode.unstableOffsetCommit.rawValue])
        #expect(fetch(&state, stable: false).map { $0["committedOffset"].integer } == [-1])
        #expect(fetch(&state, stable: true, all: true).isEmpty)
        var end = identity
        end["committed"] = .boolean(isCommitted)
        #expect(ask(&state, .endTxn, end).int16("errorCode") == 0)
        #expect(fetch(&state, stable: true).map { $0.int16("errorCode") } == [ErrorCode.unstableOffsetCommit.rawValue])
        state.advance(to: state.now + 10)
        #expect(fetch(&state, stable: true).map { $0["committedOffset"].integer } == [isCommitted ? 9 : -1])
        #expect(ask(&state, .endTxn, end).int16("errorCode") == 0)
        end["committed"] = .boolean(!isCommitted)
        #expect(ask(&state, .endTxn, end).int16("errorCode") == ErrorCode.invalidTransactionState.rawValue)
    }

    @Test func `a plain commit after a pending one wins`() {
        var state = cluster()
        var identity = begin(&state, "t", group: "g")
        _ = send(&state, identity, member: "fence")
        let plain: Structure = [
            "groupId": "g", "generationIdOrMemberEpoch": -1, "memberId": "", "topics": topics([0: 5]),
        ]
        _ = ask(&state, .offsetCommit, plain)
        identity["committed"] = true
        _ = ask(&state, .endTxn, identity)
        #expect(fetch(&state, stable: true).map { $0["committedOffset"].integer } == [5])
    }

    @Test func `a second producer of one id ends the first one's transaction and fences it`() {
        var state = cluster()
        var first = begin(&state, "t", group: "g")
        _ = send(&state, first, member: "fence")
        let start: Structure = ["transactionalId": "t", "transactionTimeoutMs": 60_000, "producerId": -1]
        #expect(ask(&state, .initProducerId, start).int16("errorCode") == ErrorCode.concurrentTransactions.rawValue)
        #expect(ask(&state, .initProducerId, start).int16("errorCode") == 0)
        first["committed"] = true
        #expect(ask(&state, .endTxn, first, version: 1).int16("errorCode") == ErrorCode.invalidProducerEpoch.rawValue)
        #expect(ask(&state, .endTxn, first).int16("errorCode") == ErrorCode.producerFenced.rawValue)
        #expect(fetch(&state, stable: true).map { $0["committedOffset"].integer } == [-1])
    }

    @Test func `a transaction nobody ends is aborted at the first look after its time`() {
        var state = cluster()
        var identity = begin(&state, "t", group: "g")
        _ = send(&state, identity, member: "fence")
        state.advance(to: state.now + 59_000)
        #expect(state.transactions["t"]?.state == .ongoing)
        state.advance(to: state.now + 12_000)
        #expect(state.transactions["t"]?.state == .complete(isCommitted: false))
        identity["committed"] = true
        #expect(ask(&state, .endTxn, identity).int16("errorCode") == ErrorCode.producerFenced.rawValue)
        #expect(state.groups["g"]?.pending.isEmpty == true)
    }

    @Test(arguments: [SimulatedRelease.kafka43, .kafka39])
    func `a group whose last offset is deleted stays listed where the release does so`(release: SimulatedRelease) {
        var state = cluster(release)
        state.groups["g"] = ConsumerGroup(offsets: ["orders": [0: StoredOffset(offset: 1)]])
        let message: Structure = ["groupId": "g", "topics": topics([0: 0])]
        #expect(codes(ask(&state, .offsetDelete, message)) == [.none])
        #expect((state.groups["g"] != nil) == release.listsEmptiedGroups)
        state.advance(to: state.now + 600_000)
        #expect(state.groups["g"] == nil)
    }

    @Test func `an Empty group's offsets expire from when it became empty, a simple one's from their commit`() {
        var state = cluster()
        let now = state.now
        state.offsetRetention = 60_000
        let offsets: [Text: [Int32: StoredOffset]] = ["orders": [0: StoredOffset(offset: 1, committedAt: now)]]
        state.groups["simple"] = ConsumerGroup(offsets: offsets)
        state.groups["used"] = ConsumerGroup(protocolType: "consumer", offsets: offsets)
        state.groups["used"]?.emptySince = now - 40_000
        state.now = now + 30_000
        state.expireOffsets()
        #expect(state.groups["used"] == nil)
        #expect(state.groups["simple"] != nil)
        state.now = now + 60_000
        state.expireOffsets()
        #expect(state.groups["simple"] == nil)
    }

    @Test(arguments: [
        (SimulatedRelease.kafka43, 7_900, ErrorCode.none), (.kafka43, 9_000, .unknownServerError),
        (.kafka39, 9_000, .none), (.kafka39, 9_900, .invalidCommitOffsetSize),
    ])
    func `a commit that fits into no batch is refused whole`(release: SimulatedRelease, count: Int, code: ErrorCode) {
        var state = ClusterState(release: release, brokers: 1, at: 0)
        let topic = String(repeating: "t", count: 40)
        state.addTopic(Text(topic), partitions: count)
        let group = String(repeating: "g", count: 30)
        let offsets = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, Int64(1)) })
        let message: Structure = [
            "groupId": .text(Text(group)), "generationIdOrMemberEpoch": -1, "memberId": "",
            "topics": topics(offsets, of: topic),
        ]
        #expect(Set(codes(ask(&state, .offsetCommit, message))) == [code])
        #expect((state.groups[Text(group)] != nil) == (code == .none))
    }

    @Test func `records are found by offset and by time, and an aborted transaction is marked`() {
        var state = cluster()
        state.appendRecords([[1], [2], [3]], to: "orders")
        state.now += 10
        state.appendRecords([[4]], to: "orders")
        var log = state.topics["orders"]?.partitions[0] ?? PartitionLog()
        #expect(log.endOffset == 4)
        #expect(log.firstRecord(since: state.now - 5)?.offset == 3)
        #expect(log.firstRecord(since: 0)?.offset == 0)
        log.deleteRecords(before: 2)
        #expect(log.firstRecord(since: 0)?.offset == 2)
        #expect(log.firstRecord(since: state.now + 1) == nil)
        log.openTransactions[7] = 4
        log.endTransaction(of: 7, epoch: 0, isCommitted: false, at: state.now)
        #expect(log.endOffset == 5)
        #expect(log.lastStableOffset == 5)
        #expect(log.abortedTransactions.map(\.firstOffset) == [4])
    }
}
