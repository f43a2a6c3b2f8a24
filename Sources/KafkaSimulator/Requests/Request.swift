import KafkaProtocol

/// A request as a broker got it.
struct Request: Sendable {
    let api: API
    let version: Int16
    let correlation: Int32
    let clientID: Text
    /// The broker that got it.
    let broker: Int32
    var message: Structure
    /// Who has logged in, `nil` where nobody has.
    var user: Text?
    /// The place of the listener it came to among those of the broker.
    var listener = 0

    /// Whose rights count: who has logged in, or whoever the client says it is.
    var principal: Text { user ?? clientID }
}

/// What comes of a request.
enum Outcome: Sendable {
    /// The answer.
    case answer(Structure)
    /// No answer is wanted.
    case silence
    /// The answer depends on what others do: ask `ClusterState.resume` after every change.
    case wait(Waiting)
}

/// A request that waits.
enum Waiting: Sendable {
    /// For the other members to join.
    case join(group: Text, member: Text)
    /// For the leader's assignment.
    case sync(group: Text, member: Text, generation: Int32)
    /// For records, in real time and at most that many milliseconds.
    case records(milliseconds: Int64)
}

extension ClusterState {
    /// Answers a request; everything it changes changes here.
    mutating func answer(_ request: Request) -> Outcome {
        switch request.api {
        case .apiVersions: .answer(apiVersions(errorCode: .none))
        case .saslHandshake, .saslAuthenticate: .answer(["errorCode": .code(.illegalSASLState)])
        case .metadata: .answer(metadata(request))
        case .describeCluster: .answer(describeCluster(request))
        case .describeAcls: .answer(describeAcls(request))
        case .describeConfigs: .answer(describeConfigs(request))
        case .createTopics: .answer(createTopics(request))
        case .deleteTopics: .answer(deleteTopics(request))
        case .createPartitions: .answer(createPartitions(request))
        case .produce: produce(request)
        case .fetch: fetch(request, waits: true)
        case .listOffsets: .answer(listOffsets(request))
        case .deleteRecords: .answer(deleteRecords(request))
        case .findCoordinator: .answer(findCoordinator(request))
        case .listGroups: .answer(listGroups(request))
        case .describeGroups: .answer(describeGroups(request))
        case .deleteGroups: .answer(deleteGroups(request))
        case .joinGroup: joinGroup(request)
        case .syncGroup: syncGroup(request)
        case .heartbeat: .answer(heartbeat(request))
        case .leaveGroup: .answer(leaveGroup(request))
        case .offsetCommit: .answer(offsetCommit(request))
        case .offsetFetch: .answer(offsetFetch(request))
        case .offsetDelete: .answer(offsetDelete(request))
        case .initProducerId: .answer(initProducerID(request))
        case .addPartitionsToTxn: .answer(addPartitionsToTransaction(request))
        case .addOffsetsToTxn: .answer(addOffsetsToTransaction(request))
        case .txnOffsetCommit: .answer(transactionalOffsetCommit(request))
        case .endTxn: .answer(endTransaction(request))
        case .describeTransactions: .answer(describeTransactions(request))
        case .consumerGroupHeartbeat: .answer(consumerGroupHeartbeat(request))
        case .consumerGroupDescribe: .answer(consumerGroupDescribe(request))
        case .streamsGroupDescribe: .answer(streamsGroupDescribe(request))
        }
    }

    /// Looks again at a request that waits; `nil` while it has to wait on.
    mutating func resume(_ request: Request, _ waiting: Waiting) -> Structure? {
        switch waiting {
        case .join(let group, let member): joinAnswer(group, member, isAsking: false)
        case .sync(let group, let member, let generation): syncAnswer(group, member, generation)
        case .records:
            if case .answer(let answer) = fetch(request, waits: true) { answer } else { nil }
        }
    }
}
