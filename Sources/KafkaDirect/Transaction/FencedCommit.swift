internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// The offsets of one group on their way into a transaction: TxnOffsetCommit in the name of a member that does not exist.
struct FencedCommit {
    /// The first version that names a member (KIP-447), and the newest that begins no transaction by itself (KIP-890).
    private static let firstWithMember: Int16 = 3
    private static let newestVersion: Int16 = 4
    /// The pause before the first repetition; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(5)
    private static let longestPause: Duration = .milliseconds(500)

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
        var order: [String] = []
        var topics: [String: [Structure]] = [:]
        for offset in sent.offsets {
            if topics[offset.topic] == nil { order.append(offset.topic) }
            topics[offset.topic, default: []].append([
                "partitionIndex": .number(offset.partition), "committedOffset": .integer(offset.offset),
                "committedLeaderEpoch": .number(offset.leaderEpoch ?? -1),
                "committedMetadata": .text(Text(offset.metadata.text)),
            ])
        }
        message = producer.message(
            transaction.id,
            [
                "groupId": .text(Text(sent.group.name)), "generationId": .number(generation),
                "memberId": .text(Text(member)), "groupInstanceId": .null,
                "topics": .structures(
                    order.map { ["name": .text(Text($0)), "partitions": .structures(topics[$0] ?? [])] }
                ),
            ]
        )
    }

    /// Sends them until every partition is taken or one is refused; sent again, they are the same offsets.
    ///
    /// - Throws: ``KafkaError`` of the first partition that is refused; the last passing failure at the deadline.
    func send(before deadline: Deadline) async throws(KafkaError) {
        var pause = Self.firstPause
        while true {
            do throws(KafkaError) {
                return try await sendOnce(before: deadline)
            } catch {
                guard error.mayPassInTransaction else { throw error }
                if error.blamesCoordinator { client.forgetCoordinator(of: sent.group) }
                guard deadline.remaining > pause, (try? await Task.sleep(for: pause)) != nil else { throw error }
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func sendOnce(before deadline: Deadline) async throws(KafkaError) {
        guard let coordinator = try await client.coordinators(of: [sent.group], before: deadline).first else {
            throw KafkaError(.coordinatorNotAvailable)
        }
        let lanes = client.writingLanes
        let answer = try await client.ask(
            try coordinator.get(),
            .txnOffsetCommit,
            upTo: Self.newestVersion,
            // All of a group's go over one connection.
            lane: Int(sent.group.offsetsPartition(among: Int32(clamping: lanes)) ?? 0),
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
}

extension SentOffsets {
    /// Refuses what no broker should be sent, before anything is.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`.
    func refuseInvalid() throws(KafkaError) {
        if let negative = offsets.first(where: { $0.offset < 0 }) {
            // Brokers would take it.
            throw KafkaError(.invalidArgument, "offset \(negative.offset) of \(negative.topicPartition) is negative")
        }
        guard !group.name.isEmpty else { throw KafkaError(.invalidArgument, "the group has no name") }
    }
}
