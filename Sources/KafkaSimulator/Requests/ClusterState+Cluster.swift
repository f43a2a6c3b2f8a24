import KafkaProtocol

extension ClusterState {
    /// The versions this release offers.
    func apiVersions(errorCode: ErrorCode) -> Structure {
        let keys: [Structure] = API.allCases.compactMap { api in
            guard let versions = release.versions(of: api) else { return nil }
            // Clients from before 2024 look for version 0 of Produce to tell what a broker can (KAFKA-18659).
            let lowest = api == .produce ? 0 : versions.lowerBound
            return [
                "apiKey": .number(api.rawValue),
                "minVersion": .number(lowest),
                "maxVersion": .number(versions.upperBound),
            ]
        }
        return ["errorCode": .code(errorCode), "apiKeys": .structures(keys)]
    }

    mutating func metadata(_ request: Request) -> Structure {
        if !groups.isEmpty { need(.consumerOffsets) }
        if !transactions.isEmpty { need(.transactionState) }
        var found: [Structure]
        let asked = request.message["topics"]
        if asked == .null || request.version == 0 && asked.elements.isEmpty {
            found = topics.keys.sorted().filter { permits(request, .describe, .topic, $0) }.map {
                describe($0, for: request)
            }
        } else {
            let names = asked.structures.contains { $0["name"] == .null } ? topicNames : [:]
            found = asked.structures.map { topic in
                if let name = topic["name"].text {
                    guard permits(request, .describe, .topic, name) else {
                        return ["errorCode": .code(.topicAuthorizationFailed), "name": .text(name)]
                    }
                    if topics[name] == nil, createsTopicsAutomatically, Self.isLegalTopic(name),
                        topics.count < Limit.topics, request.message["allowAutoTopicCreation"].boolean
                    {
                        addTopic(name, partitions: 1)
                    }
                    return describe(name, for: request)
                }
                let identifier = topic["topicId"].bytes ?? TopicIdentifier.none
                guard let name = names[identifier], permits(request, .describe, .topic, name) else {
                    // Who may not see a topic does not learn that its identifier is one.
                    return ["errorCode": .code(.unknownTopicID), "name": .null, "topicId": .bytes(identifier)]
                }
                return describe(name, for: request)
            }
        }
        return [
            "brokers": .structures(runningBrokers(named: "nodeId", for: request)),
            "clusterId": .text(clusterID),
            "controllerId": .number(controller),
            "topics": .structures(found),
            "clusterAuthorizedOperations": clusterOperations(of: request),
        ]
    }

    /// Describes the cluster to whoever asks a broker; the controllers' own port is not there to be asked.
    func describeCluster(_ request: Request) -> Structure {
        let brokersAreMeant: Int64 = 1
        let endpoint = request.message["endpointType"]
        if endpoint != .null, endpoint.integer != brokersAreMeant {
            let controllersAreMeant: Int64 = 2
            let isKnown = endpoint.integer == controllersAreMeant
            return [
                "errorCode": .code(isKnown ? .mismatchedEndpointType : .unsupportedEndpointType),
                "errorMessage": isKnown
                    ? """
                    The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER
                    """
                    : .text(Text("Unsupported endpoint type \(endpoint.integer)")),
                "endpointType": .integer(brokersAreMeant), "clusterId": "", "controllerId": -1,
            ]
        }
        return [
            "clusterId": .text(clusterID),
            "controllerId": .number(controller),
            "brokers": .structures(runningBrokers(named: "brokerId", for: request)),
            "clusterAuthorizedOperations": clusterOperations(of: request),
        ]
    }

    private func clusterOperations(of request: Request) -> Value {
        let isWanted = request.message["includeClusterAuthorizedOperations"].boolean
        return operations(of: request, on: .cluster, SimulatedAuthorizer.clusterName, isWanted: isWanted)
    }

    /// Says of topics what they were created with, of the broker that is asked some of its settings, of anything else
    /// nothing.
    func describeConfigs(_ request: Request) -> Structure {
        let (topicKind, brokerKind) = (2 as Int64, 4 as Int64)
        let results = request.message["resources"].structures.map { resource -> Structure in
            let name = resource.text("resourceName")
            var answer: Structure = [
                "resourceType": resource["resourceType"], "resourceName": .text(name), "errorCode": 0,
                "errorMessage": .null,
            ]
            let kind = resource["resourceType"].integer
            if kind != topicKind, !permitsOnCluster(request, .describeConfigs) {
                answer["errorCode"] = .code(.clusterAuthorizationFailed)
                return answer
            }
            if kind == brokerKind {
                guard name == Text("\(request.broker)") else {
                    answer["errorCode"] = .code(.invalidRequest)
                    return answer
                }
                let defaultSource: Int64 = 5
                answer["configs"] = .structures(
                    configuration.values(offsetRetention: offsetRetention).map { name, value in
                        [
                            "name": .text(Text(name)), "value": .text(Text(value)),
                            "configSource": .integer(defaultSource),
                        ]
                    }
                )
                return answer
            }
            guard kind == topicKind else { return answer }
            guard let topic = topics[name] else {
                answer["errorCode"] = .code(.unknownTopicOrPartition)
                return answer
            }
            let dynamicTopicSource: Int64 = 1
            answer["configs"] = .structures(
                topic.configuration.sorted { $0.key < $1.key }.map { key, value in
                    ["name": .text(key), "value": .text(value), "configSource": .integer(dynamicTopicSource)]
                }
            )
            return answer
        }
        return ["results": .structures(results)]
    }

    mutating func findCoordinator(_ request: Request) -> Structure {
        let topicOfKind: [Int64: InternalTopic] = [0: .consumerOffsets, 1: .transactionState]
        let topic = topicOfKind[request.message["keyType"].integer]
        let isMissing = topic == .transactionState && !canKeepTransactions
        if let topic, !isMissing { need(topic) }
        let find = { [self] (key: Text) -> Structure in
            guard topic != nil else {
                return ["key": .text(key), "nodeId": -1, "port": -1, "errorCode": .code(.invalidRequest)]
            }
            let mayAsk =
                topic == .consumerOffsets
                ? permits(request, .describe, .group, key) : permits(request, .describe, .transactionalID, key)
            guard mayAsk else {
                let isGroup = topic == .consumerOffsets
                let code: ErrorCode = isGroup ? .groupAuthorizationFailed : .transactionalIDAuthorizationFailed
                return ["key": .text(key), "nodeId": -1, "port": -1, "errorCode": .code(code)]
            }
            guard !isMissing, let id = coordinator(of: key), let broker = brokers[id] else {
                return ["key": .text(key), "nodeId": -1, "port": -1, "errorCode": .code(.coordinatorNotAvailable)]
            }
            return [
                "key": .text(key), "errorMessage": .null, "nodeId": .number(id),
                "host": .text(Text(SimulatedBroker.host)), "port": .number(broker.port(of: request.listener)),
            ]
        }
        let batchedFrom: Int16 = 4
        guard request.version >= batchedFrom else { return find(request.message.text("key")) }
        return [
            "coordinators": .structures(request.message["coordinatorKeys"].elements.compactMap(\.text).map { find($0) })
        ]
    }

    /// The broker that is asked to make topics: any can.
    var controller: Int32 { brokers.values.filter(\.isRunning).map(\.id).min() ?? -1 }

    private func runningBrokers(named name: String, for request: Request) -> [Structure] {
        brokers.values.filter(\.isRunning).sorted { $0.id < $1.id }.map { broker in
            var answer = Structure()
            answer.append(name, .number(broker.id))
            answer.append("host", .text(Text(SimulatedBroker.host)))
            answer.append("port", .number(broker.port(of: request.listener)))
            return answer
        }
    }

    private func describe(_ name: Text, for request: Request) -> Structure {
        guard let topic = topics[name] else {
            let code = Self.isLegalTopic(name) ? ErrorCode.unknownTopicOrPartition : .invalidTopic
            return ["errorCode": .code(code), "name": .text(name)]
        }
        let partitions = topic.partitions.indices.map { index -> Structure in
            let id = leader(of: name, Int32(index))
            let leader = Value.number(id)
            return [
                "errorCode": .code(id < 0 ? .leaderNotAvailable : .none), "partitionIndex": .number(index),
                "leaderId": leader, "leaderEpoch": 0,
                "replicaNodes": .array([leader]), "isrNodes": .array([leader]), "offlineReplicas": .array([]),
            ]
        }
        return [
            "errorCode": 0, "name": .text(name), "topicId": .bytes(topic.identifier),
            "isInternal": .boolean(InternalTopic(rawValue: name) != nil),
            "partitions": .structures(partitions),
            "topicAuthorizedOperations": operations(
                of: request,
                on: .topic,
                name,
                isWanted: request.message["includeTopicAuthorizedOperations"].boolean
            ),
        ]
    }
}
