import KafkaProtocol

extension ClusterState {
    mutating func createTopics(_ request: Request) -> Structure {
        let isTrial = request.message["validateOnly"].boolean
        let results = request.message["topics"].structures.map { topic -> Structure in
            let name = topic.text("name")
            var answer: Structure = ["name": .text(name), "errorMessage": .null, "configs": .array([])]
            let assignments = topic["assignments"].elements.count
            let asked = topic.int32("numPartitions")
            let count = assignments > 0 ? Int32(clamping: assignments) : asked == -1 ? 1 : asked
            let code = refusal(ofTopic: name, partitions: count, replicas: topic.int16("replicationFactor"))
            answer["errorCode"] = .code(code ?? .none)
            guard code == nil, !isTrial else { return answer }
            let configuration = topic["configs"].structures.map { ($0.text("name"), $0.text("value")) }
            addTopic(name, partitions: Int(count), configuration: Dictionary(configuration) { $1 })
            answer["topicId"] = .bytes(topics[name]?.identifier ?? TopicIdentifier.none)
            answer["numPartitions"] = .number(count)
            answer["replicationFactor"] = 1
            return answer
        }
        return ["topics": .structures(results)]
    }

    private func refusal(ofTopic name: Text, partitions: Int32, replicas: Int16) -> ErrorCode? {
        guard Self.isLegalTopic(name) else { return .invalidTopic }
        guard topics[name] == nil else { return .topicAlreadyExists }
        guard partitions > 0 else { return .invalidPartitions }
        guard partitions <= Limit.partitions, topics.count < Limit.topics, hasRoom(forPartitions: Int(partitions))
        else {
            return .policyViolation
        }
        guard replicas == -1 || 1...brokers.count ~= Int(replicas) else { return .invalidReplicationFactor }
        return nil
    }

    /// Whether the cluster takes so many partitions more.
    private func hasRoom(forPartitions count: Int) -> Bool {
        topics.values.reduce(count) { $0 + $1.partitions.count } <= Limit.clusterPartitions
    }

    mutating func deleteTopics(_ request: Request) -> Structure {
        var names = request.message["topicNames"].elements.map(\.text)
        names += request.message["topics"].structures.map { topic in
            topic["name"].text
                ?? topics.first { .bytes($0.value.identifier) == topic["topicId"] }?.key
        }
        let results = names.map { name -> Structure in
            guard let name else { return ["name": .null, "errorCode": .code(.unknownTopicID)] }
            guard let topic = topics[name] else {
                return ["name": .text(name), "errorCode": .code(.unknownTopicOrPartition)]
            }
            removeTopic(name)
            return ["name": .text(name), "topicId": .bytes(topic.identifier)]
        }
        return ["responses": .structures(results)]
    }

    mutating func createPartitions(_ request: Request) -> Structure {
        let isTrial = request.message["validateOnly"].boolean
        let results = request.message["topics"].structures.map { topic -> Structure in
            let name = topic.text("name")
            let count = topic.int32("count")
            guard let present = topics[name]?.partitions.count else {
                return ["name": .text(name), "errorCode": .code(.unknownTopicOrPartition)]
            }
            let isFixed = InternalTopic(rawValue: name) != nil
            guard count > present, count <= Limit.partitions, !isFixed, hasRoom(forPartitions: Int(count) - present)
            else {
                return ["name": .text(name), "errorCode": .code(.invalidPartitions)]
            }
            if !isTrial {
                topics[name]?.partitions += Array(repeating: PartitionLog(), count: Int(count) - present)
                revision += 1
            }
            return ["name": .text(name)]
        }
        return ["results": .structures(results)]
    }
}
