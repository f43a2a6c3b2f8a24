import KafkaProtocol
import KafkaSimulator

extension FaultTable {
    /// The two transactions that prove the fence; the first is refused by its coordinator and the second is not.
    static let probes: [FaultRow] = [
        sending.passes(.coordinatorMoved),
        sending.passes(.lostReply),
        sending.ends(.error(.groupAuthorizationFailed, at: .partitions), .denied(.allOld, "tidemark.sentinel")),
        sending.ends(.error(.unknownMemberID, at: .partitions), calls: 2...2, .refused("no-fence", .allOld)),
        adding.passes(.error(.concurrentTransactions)),
        ending.passes(.coordinatorMoved),
        ending.passes(.lostReply),
        ending.passes(.lostRequest),
        ending.ends(.error(.producerFenced), .fenced(.allOld)),
        ending.ends(.error(.producerFenced), calls: 2...2, .fenced(.allOld)),
    ]

    private static let adding = Befallen(.restore, .addOffsetsToTxn, .unprovenFence)
    private static let sending = Befallen(.restore, .txnOffsetCommit, .unprovenFence)
    private static let ending = Befallen(.restore, .endTxn, .unprovenFence)
}
