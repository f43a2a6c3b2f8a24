import KafkaProtocol

extension ClusterState {
    mutating func offsetCommit(_ request: Request) -> Structure {
        let message = request.message
        let group = message.text("groupId")
        let generation = message.int32("generationIdOrMemberEpoch")
        let member = message.text("memberId")
        let right = refusal(of: request, .read, on: group)
        guard right != nil || reachesCoordinator(request) else {
            return commit(request, to: group, producer: nil, refusal: nil)
        }
        var refusal = right ?? refusal(ofOffsetsFor: group)
        if refusal == nil, groups[group] == nil {
            let namesGroupsFrom: Int16 = 9
            if generation >= 0 {
                refusal = request.version >= namesGroupsFrom ? release.commitToAbsentGroup : .illegalGeneration
            } else if groups.count >= Limit.groups {
                refusal = .coordinatorNotAvailable
            }
        }
        refusal =
            refusal
            ?? groups[group]?.refusal(
                ofCommitBy: member,
                instance: message["groupInstanceId"].text,
                generation: generation,
                isTransactional: false
            )
        if refusal == nil { heard(from: member, of: group) }
        return commit(request, to: group, producer: nil, refusal: refusal)
    }

    mutating func transactionalOffsetCommit(_ request: Request) -> Structure {
        let message = request.message
        let group = message.text("groupId")
        let producer = message["producerId"].integer
        var refusal: ErrorCode?
        if !permits(request, .write, .transactionalID, message.text("transactionalId")) {
            refusal = .transactionalIDAuthorizationFailed
        }
        refusal = refusal ?? self.refusal(of: request, .read, on: group)
        if refusal == nil, group.isEmpty { refusal = .invalidGroupID }
        guard refusal != nil || reachesCoordinator(request) else {
            return commit(request, to: group, producer: producer, refusal: nil)
        }
        refusal = refusal ?? self.refusal(ofOffsetsFor: group)
        refusal =
            refusal
            ?? self.refusal(ofProducer: producer, epoch: message.int16("producerEpoch"), for: message, group: group)
        if refusal == nil, groups[group] == nil {
            if groups.count < Limit.groups {
                // Even a refused commit leaves the group behind, as Kafka's does.
                groups[group] = ConsumerGroup()
            } else {
                refusal = .coordinatorNotAvailable
            }
        }
        refusal =
            refusal
            ?? groups[group]?.refusal(
                ofCommitBy: message.text("memberId"),
                instance: message["groupInstanceId"].text,
                generation: request.message.has("generationId") ? message.int32("generationId") : -1,
                isTransactional: true
            )
        return commit(request, to: group, producer: producer, refusal: refusal)
    }

    /// Whether the broker leaves anything of a commit for the group's coordinator: it sorts out itself what is not there and
    /// what is not permitted, and the coordinator never hears of a commit of nothing else.
    private func reachesCoordinator(_ request: Request) -> Bool {
        var isAny = false
        _ = Self.eachPartition(of: request) { topic, partition in
            isAny = isAny || refusal(ofCommit: request, to: topic, partition.int32("partitionIndex")) == nil
            return [:]
        }
        return isAny
    }

    /// Why the broker itself refuses to commit for a partition.
    private func refusal(ofCommit request: Request, to topic: Text, _ partition: Int32) -> ErrorCode? {
        guard permits(request, .read, .topic, topic) else { return .topicAuthorizationFailed }
        return hasPartition(topic, partition) ? nil : .unknownTopicOrPartition
    }

    /// A share group holds no offsets: for who commits some, there is none of that name.
    private func refusal(ofOffsetsFor group: Text) -> ErrorCode? {
        groups[group]?.kind == .share ? .groupIDNotFound : nil
    }

    private func refusal(ofProducer id: Int64, epoch: Int16, for message: Structure, group: Text) -> ErrorCode? {
        guard let transaction = transactions[message.text("transactionalId")], transaction.producerID == id else {
            return .invalidProducerIDMapping
        }
        guard transaction.epoch == epoch else { return .invalidProducerEpoch }
        guard transaction.state == .ongoing, transaction.groups.contains(group) else { return .invalidTransactionState }
        return nil
    }

    /// Writes what may be written, for good or pending, and says partition by partition what became of it.
    private mutating func commit(
        _ request: Request,
        to id: Text,
        producer: Int64?,
        refusal: ErrorCode?
    ) -> Structure {
        var accepted: [(topic: Text, partition: Int32, offset: StoredOffset)] = []
        var batchBytes = RecordBatch.Layout.headerSize
        var answer = Self.eachPartition(of: request) { topic, partition in
            if let refusal { return ["errorCode": .code(refusal)] }
            let metadata = partition.text("committedMetadata")
            let index = partition.int32("partitionIndex")
            if let refusal = self.refusal(ofCommit: request, to: topic, index) { return ["errorCode": .code(refusal)] }
            let longest = configuration.metadataUnits
            if metadata.bytes.count > longest, metadata.description.utf16.count > longest {
                return ["errorCode": .code(.offsetMetadataTooLarge)]
            }
            var offset = StoredOffset(
                offset: partition["committedOffset"].integer,
                metadata: metadata,
                leaderEpoch: partition.has("committedLeaderEpoch") ? partition.int32("committedLeaderEpoch") : -1,
                committedAt: now
            )
            offset.position = nextPosition
            accepted.append((topic, index, offset))
            // The record: its key, its value, and what a record has around them.
            batchBytes += 10 + id.bytes.count + topic.bytes.count + 24 + metadata.bytes.count + 10
            if producer == nil, release.storesTopicIdentifiers { batchBytes += 18 }
            return ["errorCode": 0]
        }
        guard batchBytes <= Limit.commitBatchBytes else {
            let written = Set(accepted.map { Place(topic: $0.topic, partition: $0.partition) })
            answer = Self.eachPartition(of: request) { topic, partition in
                let place = Place(topic: topic, partition: partition.int32("partitionIndex"))
                return ["errorCode": .code(written.contains(place) ? release.commitTooLarge : .unknownTopicOrPartition)]
            }
            return answer
        }
        guard refusal == nil, reachesCoordinator(request) else { return answer }
        nextPosition += 1
        var group = groups.removeValue(forKey: id) ?? ConsumerGroup()
        for (topic, partition, offset) in accepted {
            if let producer {
                group.pending[producer, default: [:]][topic, default: [:]][partition] = offset
            } else {
                group.offsets[topic, default: [:]][partition] = offset
            }
        }
        groups[id] = group
        return answer
    }

    /// One partition of one topic.
    private struct Place: Hashable {
        let topic: Text
        let partition: Int32
    }

    mutating func offsetDelete(_ request: Request) -> Structure {
        let id = request.message.text("groupId")
        if let refusal = refusal(of: request, .delete, on: id) { return ["errorCode": .code(refusal)] }
        guard !id.isEmpty else { return ["errorCode": .code(.invalidGroupID)] }
        guard let group = groups[id], group.state != .dead, group.kind != .share else {
            return ["errorCode": .code(.groupIDNotFound)]
        }
        if group.kind == .classic, group.state != .empty, group.protocolType != "consumer" {
            return ["errorCode": .code(.nonEmptyGroup)]
        }
        let subscribed = group.members.values.reduce(into: Set<Text>()) { $0.formUnion($1.topics) }
        let answer = Self.eachPartition(of: request) { topic, partition in
            let index = partition.int32("partitionIndex")
            guard permits(request, .read, .topic, topic) else { return ["errorCode": .code(.topicAuthorizationFailed)] }
            guard hasPartition(topic, index) else { return ["errorCode": .code(.unknownTopicOrPartition)] }
            guard !subscribed.contains(topic) else { return ["errorCode": .code(.groupSubscribedToTopic)] }
            deleteOffset(of: id, topic, index)
            return ["errorCode": 0]
        }
        removeIfUnused(id)
        return answer
    }
}
