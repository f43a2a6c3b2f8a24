import KafkaProtocol

extension ClusterState {
    mutating func initProducerID(_ request: Request) -> Structure {
        let message = request.message
        guard let id = message["transactionalId"].text else {
            defer { nextProducerID += 1 }
            return ["errorCode": 0, "producerId": .integer(nextProducerID), "producerEpoch": 0]
        }
        let refused = { (code: ErrorCode) -> Structure in
            ["errorCode": .code(code), "producerId": -1, "producerEpoch": -1]
        }
        guard !id.isEmpty else { return refused(.invalidRequest) }
        if let refusal = refusal(of: request, onTransaction: id) { return refused(refusal) }
        let timeout = message["transactionTimeoutMs"].integer
        guard 1...max(1, configuration.transactionTimeout) ~= timeout else {
            return refused(.invalidTransactionTimeout)
        }
        guard var transaction = transactions[id] else {
            guard transactions.count < Limit.transactions else { return refused(.coordinatorNotAvailable) }
            transactions[id] = SimulatedTransaction(producerID: nextProducerID, epoch: 0, timeout: timeout)
            nextProducerID += 1
            return ["errorCode": 0, "producerId": .integer(nextProducerID - 1), "producerEpoch": 0]
        }
        let known = message.has("producerId") ? message["producerId"].integer : -1
        if known >= 0, known != transaction.producerID || message.int16("producerEpoch") != transaction.epoch {
            return refused(Self.fenced(request, since: 4))
        }
        switch transaction.state {
        case .preparing: return refused(.concurrentTransactions)
        case .ongoing:
            transactions[id]?.epoch &+= 1
            decide(id, isCommitted: false)
            return refused(.concurrentTransactions)
        case .empty, .complete: break
        }
        if transaction.epoch == .max {
            transaction.producerID = nextProducerID
            transaction.epoch = -1
            nextProducerID += 1
        }
        transaction.epoch += 1
        transaction.timeout = timeout
        transaction.state = .empty
        transactions[id] = transaction
        return [
            "errorCode": 0, "producerId": .integer(transaction.producerID),
            "producerEpoch": .number(transaction.epoch),
        ]
    }

    mutating func addOffsetsToTransaction(_ request: Request) -> Structure {
        let id = request.message.text("transactionalId")
        if let refusal = refusal(ofTransaction: request) { return ["errorCode": .code(refusal)] }
        guard permits(request, .read, .group, request.message.text("groupId")) else {
            return ["errorCode": .code(.groupAuthorizationFailed)]
        }
        open(id)
        transactions[id]?.groups.insert(request.message.text("groupId"))
        return ["errorCode": 0]
    }

    mutating func addPartitionsToTransaction(_ request: Request) -> Structure {
        let id = request.message.text("transactionalId")
        let asked = request.message["topics"].structures
        let isWhole = asked.allSatisfy { topic in
            topic["partitions"].elements.allSatisfy {
                hasPartition(topic.text("name"), Int32(clamping: $0.integer))
            }
        }
        let refusal = refusal(ofTransaction: request) ?? (isWhole ? nil : .operationNotAttempted)
        if refusal == nil { open(id) }
        let results = asked.map { topic -> Structure in
            let name = topic.text("name")
            let partitions = topic["partitions"].elements.map { value -> Structure in
                let index = Int32(clamping: value.integer)
                let code = hasPartition(name, index) ? refusal : .unknownTopicOrPartition
                if refusal == nil { transactions[id]?.partitions[name, default: []].insert(index) }
                return ["partitionIndex": value, "partitionErrorCode": .code(code ?? .none)]
            }
            return ["name": .text(name), "resultsByPartition": .structures(partitions)]
        }
        return ["resultsByTopic": .structures(results)]
    }

    mutating func endTransaction(_ request: Request) -> Structure {
        let id = request.message.text("transactionalId")
        let isCommitted = request.message["committed"].boolean
        let refusal = refusal(ofTransaction: request)
        switch transactions[id]?.state {
        case .ongoing where refusal == nil:
            decide(id, isCommitted: isCommitted)
            return ["errorCode": 0]
        case .preparing(isCommitted) where refusal == .concurrentTransactions:
            return ["errorCode": .code(.concurrentTransactions)]
        case .complete(isCommitted) where refusal == nil: return ["errorCode": 0]
        default: return ["errorCode": .code(refusal ?? .invalidTransactionState)]
        }
    }

    /// Says of transactional ids what has become of their last transaction.
    func describeTransactions(_ request: Request) -> Structure {
        let states = request.message["transactionalIds"].elements.compactMap(\.text).map { id -> Structure in
            let refusal =
                permits(request, .describe, .transactionalID, id)
                ? refusal(by: request.broker, for: id) : .transactionalIDAuthorizationFailed
            if let refusal { return ["transactionalId": .text(id), "errorCode": .code(refusal)] }
            guard let transaction = transactions[id] else {
                return ["transactionalId": .text(id), "errorCode": .code(.transactionalIDNotFound)]
            }
            let isOpen = transaction.state != .empty
            return [
                "transactionalId": .text(id), "transactionState": .text(transaction.state.name),
                "transactionTimeoutMs": .integer(transaction.timeout),
                "transactionStartTimeMs": .integer(isOpen ? transaction.openedAt : -1),
                "producerId": .integer(transaction.producerID), "producerEpoch": .number(transaction.epoch),
                "topics": .structures(topics(of: transaction)),
            ]
        }
        return ["transactionStates": .structures(states)]
    }

    /// The partitions a transaction is in; its groups are those of `__consumer_offsets` that hold them.
    private func topics(of transaction: SimulatedTransaction) -> [Structure] {
        var partitions = transaction.partitions
        if !transaction.groups.isEmpty {
            partitions[InternalTopic.consumerOffsets.rawValue] = Set(
                transaction.groups.map { Int32(clamping: slot(of: $0)) }
            )
        }
        return partitions.sorted { $0.key < $1.key }.map { topic, indexes in
            ["topic": .text(topic), "partitions": .array(indexes.sorted().map { .number($0) })]
        }
    }

    /// Opens a transaction unless it is open.
    private mutating func open(_ id: Text) {
        guard transactions[id]?.state != .ongoing else { return }
        transactions[id]?.state = .ongoing
        transactions[id]?.openedAt = now
    }

    /// Why a transaction's coordinator refuses a producer, `nil` when it does not.
    private func refusal(ofTransaction request: Request) -> ErrorCode? {
        let message = request.message
        let id = message.text("transactionalId")
        if let refusal = refusal(of: request, onTransaction: id) { return refusal }
        guard let transaction = transactions[id], transaction.producerID == message["producerId"].integer else {
            return .invalidProducerIDMapping
        }
        guard transaction.epoch == message.int16("producerEpoch") else { return Self.fenced(request, since: 2) }
        if case .preparing = transaction.state { return .concurrentTransactions }
        return nil
    }

    /// What a fenced producer is told: newer versions have a word of their own for it.
    private static func fenced(_ request: Request, since version: Int16) -> ErrorCode {
        request.version >= version ? .producerFenced : .invalidProducerEpoch
    }
}
