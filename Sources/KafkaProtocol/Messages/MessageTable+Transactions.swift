extension MessageTable {
    /// What InitProducerId asks and answers.
    static let initProducerId = MessageTable(
        versions: 0...5,
        flexibleFrom: 2,
        request: [
            Field("transactionalId", .string, nullableFrom: 0),
            Field("transactionTimeoutMs", .int32),
            Field("producerId", .int64, from: 3, default: -1),
            Field("producerEpoch", .int16, from: 3, default: -1),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
            Field("producerId", .int64, default: -1),
            Field("producerEpoch", .int16),
        ]
    )
}

extension MessageTable {
    /// What AddPartitionsToTxn asks and answers.
    static let addPartitionsToTxn = MessageTable(
        versions: 0...3,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field("partitions", .array(.int32)),
                ])
            ),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "resultsByTopic",
                .structures([
                    Field("name", .string),
                    Field(
                        "resultsByPartition",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("partitionErrorCode", .int16),
                        ])
                    ),
                ])
            ),
        ]
    )
}

extension MessageTable {
    /// What AddOffsetsToTxn asks and answers.
    static let addOffsetsToTxn = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field("groupId", .string),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
        ]
    )
}

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

extension MessageTable {
    /// What EndTxn asks and answers.
    static let endTxn = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field("committed", .boolean),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
        ]
    )
}

extension MessageTable {
    /// What DescribeTransactions asks and answers.
    static let describeTransactions = MessageTable(
        versions: 0...0,
        flexibleFrom: 0,
        request: [
            Field("transactionalIds", .array(.string))
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "transactionStates",
                .structures([
                    Field("errorCode", .int16),
                    Field("transactionalId", .string),
                    Field("transactionState", .string),
                    Field("transactionTimeoutMs", .int32),
                    Field("transactionStartTimeMs", .int64),
                    Field("producerId", .int64),
                    Field("producerEpoch", .int16),
                    Field(
                        "topics",
                        .structures([
                            Field("topic", .string),
                            Field("partitions", .array(.int32)),
                        ])
                    ),
                ])
            ),
        ]
    )
}
