internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// The offsets of one group on their way into a transaction: TxnOffsetCommit in the name of a member that does not exist.
struct FencedCommit {
    /// The first version that names a member (KIP-447), and the newest that begins no transaction by itself (KIP-890).
    private static let firstWithMember: Int16 = 3
    private static let newestVersion: Int16 = 4

    private let client: DirectClient
    private let message: Structure
    private let sent: SentOffsets

    /// The offsets of a group, by a producer, in the name of a member of a generation.
    init(
        _ transaction: DirectTransaction,
        _ producer: ProducerIdentity,
        _ sent: SentOffsets,
        member: String,
        generation: Int32
    ) {
        client = transaction.client
        self.sent = sent
        message = producer.message(
            transaction.id,
            [
                "groupId": .text(Text(sent.group.name)), "generationId": .number(generation),
                "memberId": .text(Text(member)), "groupInstanceId": .null,
                "topics": .byTopic(sent.offsets),
            ]
        )
    }

    /// Sends them until every partition is taken or one is refused; sent again, they are the same offsets.
    ///
    /// - Throws: ``KafkaError`` of the first partition that is refused; the last passing failure at the deadline.
    func send(before deadline: Deadline) async throws(KafkaError) {
        var pause = GrowingPause(from: .milliseconds(5), to: .milliseconds(500))
        while true {
            do throws(KafkaError) {
                return try await sendOnce(before: deadline)
            } catch {
                guard error.mayPassInTransaction else { throw error }
                if error.blamesCoordinator { client.forgetCoordinator(of: sent.group) }
                guard await pause.passes(before: deadline) else { throw error }
            }
        }
    }

    private func sendOnce(before deadline: Deadline) async throws(KafkaError) {
        guard let coordinator = try await client.coordinators(of: [sent.group], before: deadline).first else {
            throw KafkaError(.coordinatorNotAvailable)
        }
        let answer = try await client.ask(
            try coordinator.get(),
            .txnOffsetCommit,
            upTo: Self.newestVersion,
            lane: client.writingLane(of: sent.group),
            before: deadline
        ) { version throws(KafkaError) in
            guard version >= Self.firstWithMember else {
                throw KafkaError(.unsupportedFeature, "the broker cannot refuse groups with members (before Kafka 2.5)")
            }
            return message
        }.message()
        try Self.check(answer, sent)
    }

    /// Every partition that was sent is answered for; a refusal outweighs what passes.
    private static func check(_ answer: Structure, _ sent: SentOffsets) throws(KafkaError) {
        var open = Set(sent.offsets.map(\.topicPartition))
        var passing: KafkaError?
        for topic in answer["topics"].structures {
            let name = topic.text("name").description
            for partition in topic["partitions"].structures {
                let place = TopicPartition(topic: name, partition: partition.int32("partitionIndex"))
                open.remove(place)
                let code = KafkaErrorCode(rawValue: Int32(partition.int16("errorCode")))
                guard code != .none else { continue }
                // As librdkafka writes it: what was refused stands in the text alone.
                let error = code.ofTransaction("\(place.topic)[\(place.partition)](\(code.text))")
                guard error.mayPassInTransaction else { throw error }
                passing = error
            }
        }
        if let passing { throw passing }
        if let missing = open.min() { throw KafkaError(.malformedReply, "the reply lacks \(missing)") }
    }

    /// Whether a coordinator says that the group's partition is no part of the transaction (INVALID_TXN_STATE,
    /// TRANSACTION_ABORTABLE).
    static func saysNotAdded(_ code: KafkaErrorCode) -> Bool {
        code == .invalidTransactionState || code == .transactionAbortable
    }
}

extension KafkaErrorCode {
    /// INVALID_TXN_STATE: not part of the transaction, or none is open.
    static let invalidTransactionState = KafkaErrorCode(rawValue: 48)
    /// TRANSACTION_ABORTABLE (KIP-890): the same, in newer versions.
    static let transactionAbortable = KafkaErrorCode(rawValue: 120)
}

extension DirectClient {
    /// How many connections to a broker are written over: one broker works best on few, several that wait for each other's
    /// copies on many (`docs/kafka.md` §14.11).
    var writingLanes: Int {
        topology.withLock(\.brokers).count > 1
            ? DirectLimits.writingConnectionsOfMany : DirectLimits.writingConnectionsOfOne
    }

    /// Over which of them all of a group's requests go, so that none overtakes another.
    func writingLane(of group: GroupID) -> Int {
        Int(group.offsetsPartition(among: Int32(clamping: writingLanes)) ?? 0)
    }
}

extension SentOffsets {
    /// Refuses what no broker should be sent, before anything is.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`.
    func refuseInvalid() throws(KafkaError) {
        for offset in offsets { try offset.refuseNegative() }
        guard !group.name.isEmpty else { throw KafkaError(.invalidArgument, "the group has no name") }
    }
}

extension CommittedOffset {
    /// Refuses an offset below zero, which brokers would take.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`.
    func refuseNegative() throws(KafkaError) {
        guard offset >= 0 else {
            throw KafkaError(.invalidArgument, "offset \(offset) of \(topicPartition) is negative")
        }
    }
}
