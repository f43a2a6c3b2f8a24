import KafkaProtocol

extension ClusterState {
    /// Describes groups of the classic protocol.
    ///
    /// Of another group the first versions say that it is Dead, and the sixth that there is none.
    func describeGroups(_ request: Request) -> Structure {
        let wantsOperations = request.message["includeAuthorizedOperations"].boolean
        let results = request.message["groups"].elements.compactMap(\.text).map { id -> Structure in
            if let refusal = refusal(of: request, .describe, on: id) {
                return ["groupId": .text(id), "errorCode": .code(refusal)]
            }
            let operations = self.operations(of: request, on: .group, id, isWanted: wantsOperations)
            guard let group = groups[id], group.kind == .classic else {
                let saysSoFrom: Int16 = 6
                let isUnknown = request.version >= saysSoFrom
                return [
                    "groupId": .text(id), "groupState": "Dead", "authorizedOperations": operations,
                    "errorCode": .code(isUnknown ? .groupIDNotFound : .none),
                    "errorMessage": isUnknown ? .text(Text("Group \(id) not found.")) : .null,
                ]
            }
            let members = group.members.sorted { $0.key < $1.key }.map { member, details -> Structure in
                let chosen = details.protocols.first { $0.name == group.protocolName }
                return [
                    "memberId": .text(member), "groupInstanceId": .optional(details.instance),
                    "clientId": .text(details.clientID), "clientHost": .text(details.clientHost),
                    "memberMetadata": .bytes(group.state == .stable ? chosen?.metadata ?? [] : []),
                    "memberAssignment": .bytes(group.state == .stable ? details.assignment : []),
                ]
            }
            return [
                "groupId": .text(id), "errorCode": 0, "groupState": .text(Text(group.state.rawValue)),
                "protocolType": .text(group.protocolType),
                "protocolData": .text(group.state == .stable ? group.protocolName ?? "" : ""),
                "members": .structures(members), "authorizedOperations": operations,
            ]
        }
        return ["groups": .structures(results)]
    }

    /// Describes groups of the consumer protocol (KIP-848).
    func consumerGroupDescribe(_ request: Request) -> Structure {
        describeNewGroups(request, of: .consumer) { group in
            let members = group.members.sorted { $0.key < $1.key }.map { member, details -> Structure in
                let assignment = Value.structure(["topicPartitions": partitions(details.owned)])
                return [
                    "memberId": .text(member), "instanceId": .optional(details.instance), "rackId": .null,
                    "memberEpoch": .number(details.epoch), "clientId": .text(details.clientID),
                    "clientHost": .text(details.clientHost),
                    "subscribedTopicNames": .array(details.topics.sorted().map(Value.text)),
                    "assignment": assignment, "targetAssignment": assignment, "memberType": 1,
                ]
            }
            return ["assignorName": "uniform", "members": .structures(members)]
        }
    }

    /// Describes groups of Kafka Streams' own protocol (KIP-1071): all topics are read by one subtopology, whose tasks the
    /// members have in turn.
    func streamsGroupDescribe(_ request: Request) -> Structure {
        describeNewGroups(request, of: .streams) { group in
            let subtopology: Text = "0"
            let sources = Set(group.members.values.flatMap(\.topics)).sorted()
            let tasks = sources.compactMap { topics[$0]?.partitions.count }.max() ?? 0
            let names = group.members.keys.sorted()
            let members = group.members.sorted { $0.key < $1.key }.map { member, details -> Structure in
                [
                    "memberId": .text(member), "instanceId": .optional(details.instance), "rackId": .null,
                    "memberEpoch": .number(details.epoch), "clientId": .text(details.clientID),
                    "clientHost": .text(details.clientHost), "processId": .text(member),
                    "assignment": .structure([
                        "activeTasks": .structures([
                            [
                                "subtopologyId": .text(subtopology),
                                "partitions": .array(
                                    (0..<tasks).filter { names[$0 % names.count] == member }
                                        .map { .number(Int32(clamping: $0)) }
                                ),
                            ]
                        ])
                    ]),
                ]
            }
            let topology: Structure = [
                "subtopologies": .structures([
                    ["subtopologyId": .text(subtopology), "sourceTopics": .array(sources.map(Value.text))]
                ])
            ]
            return ["topology": .structure(topology), "members": .structures(members)]
        }
    }

    /// What is the same in the descriptions of all protocols but the classic one.
    private func describeNewGroups(
        _ request: Request,
        of kind: ConsumerGroup.Kind,
        _ details: (ConsumerGroup) -> Structure
    ) -> Structure {
        let wantsOperations = request.message["includeAuthorizedOperations"].boolean
        let results = request.message["groupIds"].elements.compactMap(\.text).map { id -> Structure in
            guard release.hasConsumerProtocol else {
                return ["groupId": .text(id), "errorCode": .code(.unsupportedVersion)]
            }
            if let refusal = refusal(of: request, .describe, on: id) {
                return ["groupId": .text(id), "errorCode": .code(refusal)]
            }
            guard let group = groups[id], group.kind == kind else {
                let message =
                    groups[id] == nil ? "Group \(id) not found." : "Group \(id) is not a \(kind.rawValue) group."
                return [
                    "groupId": .text(id), "errorCode": .code(.groupIDNotFound), "errorMessage": .text(Text(message)),
                ]
            }
            var answer = details(group)
            answer["groupId"] = .text(id)
            answer["errorCode"] = 0
            answer["groupState"] = .text(Text(group.state.rawValue))
            answer["groupEpoch"] = .number(group.generation)
            answer["assignmentEpoch"] = .number(group.generation)
            answer["authorizedOperations"] = operations(of: request, on: .group, id, isWanted: wantsOperations)
            return answer
        }
        return ["groups": .structures(results)]
    }
}
