import KafkaProtocol

extension ClusterState {
    /// What groups have committed: of one group, or from version 8 on of as many as are asked for, each with its own error.
    func offsetFetch(_ request: Request) -> Structure {
        let message = request.message
        let isStable = message["requireStable"].boolean
        let manyFrom: Int16 = 8
        guard request.version >= manyFrom else {
            return fetchOffsets(of: message.text("groupId"), message["topics"], isStable: isStable, for: request)
        }
        let names = request.namesTopicsByIdentifier ? topicNames : [:]
        let answers = message["groups"].structures.map { asked -> Structure in
            let id = asked.text("groupId")
            let topics = request.namesTopicsByIdentifier ? Self.named(asked["topics"], names) : asked["topics"]
            var answer = fetchOffsets(of: id, topics, isStable: isStable, for: request)
            answer["groupId"] = .text(id)
            return answer
        }
        return ["groups": .structures(answers)]
    }

    private func fetchOffsets(of id: Text, _ asked: Value, isStable: Bool, for request: Request) -> Structure {
        if let refusal = refusal(of: request, .describe, on: id) { return ["errorCode": .code(refusal)] }
        let group = groups[id]
        let hasPending = group?.pending.isEmpty == false
        let answer = { (topic: Text, index: Int32) -> Structure in
            guard permits(request, .describe, .topic, topic) else {
                return Self.noOffset(index, .topicAuthorizationFailed)
            }
            let isUnstable = isStable && hasPending && group?.isPending(topic, index) == true
            guard !isUnstable, let offset = group?.offsets[topic]?[index] else {
                return Self.noOffset(index, isUnstable ? .unstableOffsetCommit : .none)
            }
            return [
                "partitionIndex": .number(index), "committedOffset": .integer(offset.offset),
                "committedLeaderEpoch": .number(offset.leaderEpoch), "metadata": .text(offset.metadata), "errorCode": 0,
            ]
        }
        let topics: [Structure]
        if asked == .null {
            let seen = (group?.offsets ?? [:]).filter { topic, _ in
                permits(request, .describe, .topic, topic)
                    && (!request.namesTopicsByIdentifier || self.topics[topic] != nil)
            }
            topics = seen.map { topic, partitions in
                [
                    "name": .text(topic), "topicId": .bytes(identifier(of: topic)),
                    "partitions": .structures(partitions.keys.map { answer(topic, $0) }),
                ]
            }
        } else {
            topics = asked.structures.map { topic in
                let indexes = topic["partitionIndexes"].elements.map { Int32(clamping: $0.integer) }
                guard let name = topic["name"].text else {
                    let unknown = indexes.map { Self.noOffset($0, .unknownTopicID) }
                    return ["topicId": topic["topicId"], "partitions": .structures(unknown)]
                }
                return [
                    "name": .text(name), "topicId": .bytes(identifier(of: name)),
                    "partitions": .structures(indexes.map { answer(name, $0) }),
                ]
            }
        }
        return ["topics": .structures(topics), "errorCode": 0]
    }

    private static func noOffset(_ partition: Int32, _ code: ErrorCode) -> Structure {
        [
            "partitionIndex": .number(partition), "committedOffset": -1, "committedLeaderEpoch": -1, "metadata": "",
            "errorCode": .code(code),
        ]
    }

    /// Topics that are asked for by identifier, with the names of those that there are.
    private static func named(_ asked: Value, _ names: [[UInt8]: Text]) -> Value {
        guard asked != .null else { return .null }
        return .structures(
            asked.structures.map { topic in
                var topic = topic
                topic["name"] = .optional(names[topic["topicId"].bytes ?? TopicIdentifier.none])
                return topic
            }
        )
    }
}

extension Request {
    /// Whether OffsetFetch in this version knows topics by their identifiers alone.
    fileprivate var namesTopicsByIdentifier: Bool {
        let firstVersion: Int16 = 10
        return version >= firstVersion
    }
}
