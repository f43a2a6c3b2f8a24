import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    static let transactions = beginnings + additions + commits + ends

    private static let initializing = Befallen(.restore, .initProducerId)
    private static let anyAddition = Befallen(.restore, .addOffsetsToTxn)
    private static let addition = Befallen(.restore, .addOffsetsToTxn, of: group)
    private static let anyCommit = Befallen(.restore, .txnOffsetCommit)
    private static let commit = Befallen(.restore, .txnOffsetCommit, of: group)
    private static let end = Befallen(.restore, .endTxn)

    private static let beginnings: [FaultRow] = [
        initializing.passes(.loading, calls: 1...2),
        initializing.passes(.error(.coordinatorNotAvailable), calls: 1...2),
        initializing.passes(.error(.concurrentTransactions), calls: 1...3),
        initializing.passes(.coordinatorMoved),
        initializing.passes(.lostReply),
        initializing.passes(.lostRequest),
        initializing.passes(closedAfterwards),
        initializing.bears(late),
        initializing.lasts(.loading, .withoutCoordinator(.allOld, "__transaction_state")),
        initializing.lasts(.error(.concurrentTransactions), .failed(.allOld, "CONCURRENT_TRANSACTIONS")),
        initializing.lasts(.lostRequest, .withoutCoordinator(.allOld, "__transaction_state")),
        initializing.lasts(.error(.transactionalIDAuthorizationFailed), .denied(.allOld, "transactional id tidemark-"))
            .direct(.denied(.allOldNoRun, "transactional id tidemark-"), because: askedBefore),
        initializing.lasts(
            .error(.invalidTransactionTimeout),
            .refused("transaction-too-long", .allOld, "transaction.max.timeout.ms")
        ),
        initializing.lasts(.error(.producerFenced), .fenced(.allOld)),
        initializing.lasts(.error(.unknownServerError), .failed(.allOld)),
    ]

    private static let additions: [FaultRow] = [
        addition.passes(.loading, calls: 1...2),
        addition.passes(.error(.coordinatorNotAvailable), calls: 1...2),
        addition.passes(.error(.concurrentTransactions), calls: 1...3),
        addition.passes(.coordinatorMoved),
        addition.passes(.lostReply),
        addition.passes(.lostRequest),
        addition.passes(closed),
        addition.passes(closedAfterwards),
        addition.passes(.falseError(.coordinatorNotAvailable)),
        anyAddition.bears(late),
        anyAddition.lasts(.loading, .unreachable(.allOld)),
        addition.lasts(.error(.groupAuthorizationFailed), .denied(.allOld, "billing")),
        addition.lasts(.error(.transactionalIDAuthorizationFailed), .denied(.allOld, "billing")),
        addition.lasts(.error(.invalidProducerEpoch), .fenced(.allOld)),
        addition.lasts(.error(.producerFenced), .fenced(.allOld)),
        addition.lasts(.error(.invalidTransactionState), .failed(.allOld, "billing")),
        addition.lasts(.error(.invalidProducerIDMapping), .failed(.allOld, "billing")),
        addition.lasts(.error(.unknownServerError), .failed(.allOld, "billing")),
    ]

    private static let commits: [FaultRow] = [
        commit.passes(.loading, calls: 1...2),
        commit.passes(.error(.coordinatorNotAvailable), calls: 1...2),
        commit.passes(.coordinatorMoved),
        commit.passes(.lostReply),
        commit.passes(.lostRequest),
        commit.passes(closed),
        commit.passes(closedAfterwards),
        commit.passes(.falseError(.coordinatorLoadInProgress)),
        commit.passes(.falseError(.requestTimedOut)),
        anyCommit.bears(throttled),
        anyCommit.bears(late),
        commit.lasts(.loading, .unreachable(.allOld, "billing")),
        commit.lasts(.error(.unknownMemberID), .refused("group-active", .allOld, "billing")),
        commit.lasts(.error(.rebalanceInProgress), .refused("group-active", .allOld, "billing")),
        commit.lasts(.error(.illegalGeneration), .failed(.allOld, "billing")),
        commit.lasts(.error(.groupAuthorizationFailed), .denied(.allOld, "billing")),
        commit.lasts(.error(.topicAuthorizationFailed, at: .partition("orders", 1)), .denied(.allOld, "billing")),
        commit.lasts(.error(.unknownTopicOrPartition, at: .partition("orders", 1)), .failed(.allOld, "billing")),
        commit.lasts(
            .error(.offsetMetadataTooLarge, at: .partition("orders", 0)),
            .refused("metadata-too-large", .allOld, "billing")
        ),
        commit.lasts(.error(.producerFenced), .fenced(.allOld)),
        commit.lasts(.error(.invalidProducerEpoch), .fenced(.allOld)),
        commit.lasts(.falseError(.unknownServerError), .failed(.allOld, "billing")),
        commit.lasts(.garbled, .failed(.allOld, "billing")),
    ]

    private static let ends: [FaultRow] = [
        end.passes(.loading, calls: 1...2),
        end.passes(.error(.coordinatorNotAvailable), calls: 1...2),
        end.passes(.error(.concurrentTransactions), calls: 1...2),
        end.passes(.coordinatorMoved),
        end.passes(.lostReply),
        end.passes(.lostRequest),
        end.passes(closed),
        end.passes(closedAfterwards),
        end.passes(.falseError(.requestTimedOut)),
        end.passes(.falseError(.notCoordinator)),
        end.passes(.falseError(.concurrentTransactions)),
        end.passes(.falseError(.producerFenced)),
        end.passes(.falseError(.unknownServerError)),
        end.passes(.garbled),
        end.bears(late),
        end.ends(.error(.producerFenced), .fenced(.allOld)),
        end.ends(.error(.invalidProducerEpoch), .fenced(.allOld)),
        end.ends(.error(.invalidTransactionState), .failed(.allOld)),
        end.ends(.error(.transactionalIDAuthorizationFailed), .denied(.allOld)),
        end.ends(.error(.unknownServerError), .failed(.allOld)),
        end.lasts(.lostReply, overrun: 75, .unharmed(.restore)),
        end.lasts(.lostRequest, overrun: 75, .unreachable(.allOld)),
    ]
}
