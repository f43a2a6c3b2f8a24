import KafkaProtocol
import KafkaSimulator
import Offsets

extension FaultTable {
    private static let isNew = ExpectedOutcome.unharmed(.recover)
    private static let isOld = ExpectedOutcome(exitCode: .done, code: nil, names: [], left: .allOld)

    static let recoveries: [FaultRow] = [
        afterCommit(Fault(.coordinatorMoved, api: .initProducerId, calls: 1...1), isNew),
        beforeCommit(Fault(.coordinatorMoved, api: .initProducerId, calls: 1...1), isOld),
        afterCommit(Fault(.lostReply, api: .initProducerId, calls: 1...1), isNew),
        beforeCommit(Fault(.lostReply, api: .initProducerId, calls: 1...1), isOld),
        beforeCommit(Fault(.error(.concurrentTransactions), api: .initProducerId, calls: 1...3), isOld),
        afterCommit(Fault(.coordinatorMoved, api: .describeTransactions, calls: 1...1), isNew),
        beforeCommit(Fault(.lostReply, api: .describeTransactions, calls: 1...1), isOld),
        afterCommit(Fault(.error(.transactionalIDNotFound), api: .describeTransactions), isNew),
        beforeCommit(Fault(.error(.transactionalIDAuthorizationFailed), api: .describeTransactions), isOld),
        afterCommit(Fault(.error(.unknownServerError), api: .describeTransactions), isNew),
        afterCommit(Fault(.garbled, api: .describeTransactions), isNew),
        afterCommit(Fault(.coordinatorMoved, api: .offsetFetch, calls: 1...1), isNew),
        afterCommit(
            Fault(.error(.unstableOffsetCommit, at: .partitions), api: .offsetFetch, calls: 1...2),
            isNew
        ),
        beforeCommit(Fault(closed, api: .offsetFetch, calls: 1...2), isOld),
        afterCommit(
            Fault(.error(.transactionalIDAuthorizationFailed), api: .initProducerId),
            .denied(.allNewUnknown, "transactional id tidemark-", "billing")
        ),
        beforeCommit(
            Fault(.error(.transactionalIDAuthorizationFailed), api: .initProducerId),
            .denied(.allOldUnknown, "transactional id tidemark-", "billing")
        ),
        afterCommit(
            Fault(.error(.groupAuthorizationFailed), api: .offsetFetch, group: group),
            .unverified("committed", "billing")
        ),
        afterCommit(Fault(closed, api: .metadata), .denied(.allNewUnknown, "wants SASL")),
    ]

    private static func afterCommit(_ fault: Fault, _ outcome: ExpectedOutcome) -> FaultRow {
        FaultRow(command: .recover, fault: fault, outcome: outcome, situation: .killedAfterCommit)
    }

    private static func beforeCommit(_ fault: Fault, _ outcome: ExpectedOutcome) -> FaultRow {
        FaultRow(command: .recover, fault: fault, outcome: outcome, situation: .killedBeforeCommit)
    }
}
