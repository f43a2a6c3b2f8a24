extension MessageTable {
    /// What TxnOffsetCommit asks and answers.
    static let txnOffsetCommit = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("groupId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field("generationId", .int32, from: 3, default: -1),
            Field("memberId", .string, from: 3),
            Field("groupInstanceId", .string, from: 3, nullableFrom: 3, default: nil),
            .partitions([
                Field("committedOffset", .int64),
                Field("committedLeaderEpoch", .int32, from: 2, default: -1),
                Field("committedMetadata", .string, nullableFrom: 0),
            ]),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            .partitions([Field("errorCode", .int16)]),
        ]
    )
}
