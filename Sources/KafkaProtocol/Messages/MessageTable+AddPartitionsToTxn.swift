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
