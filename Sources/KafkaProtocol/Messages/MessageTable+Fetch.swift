extension MessageTable {
    /// What Fetch asks and answers.
    static let fetch = MessageTable(
        versions: 4...12,
        flexibleFrom: 12,
        request: [
            Field("replicaId", .int32, default: -1),
            Field("maxWaitMs", .int32),
            Field("minBytes", .int32),
            Field("maxBytes", .int32, default: 2_147_483_647),
            Field("isolationLevel", .int8),
            Field("sessionId", .int32, from: 7),
            Field("sessionEpoch", .int32, from: 7, default: -1),
            Field(
                "topics",
                .structures([
                    Field("topic", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partition", .int32),
                            Field("currentLeaderEpoch", .int32, from: 9, default: -1),
                            Field("fetchOffset", .int64),
                            Field("lastFetchedEpoch", .int32, from: 12, default: -1),
                            Field("logStartOffset", .int64, from: 5, default: -1),
                            Field("partitionMaxBytes", .int32),
                        ])
                    ),
                ])
            ),
            Field(
                "forgottenTopicsData",
                .structures([
                    Field("topic", .string),
                    Field("partitions", .array(.int32)),
                ]),
                from: 7
            ),
            Field("rackId", .string, from: 11),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16, from: 7),
            Field("sessionId", .int32, from: 7),
            Field(
                "responses",
                .structures([
                    Field("topic", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("errorCode", .int16),
                            Field("highWatermark", .int64),
                            Field("lastStableOffset", .int64, default: -1),
                            Field("logStartOffset", .int64, from: 5, default: -1),
                            Field(
                                "abortedTransactions",
                                .structures([
                                    Field("producerId", .int64),
                                    Field("firstOffset", .int64),
                                ]),
                                nullableFrom: 4
                            ),
                            Field("preferredReadReplica", .int32, from: 11, default: -1),
                            Field("records", .bytes, nullableFrom: 4),
                        ])
                    ),
                ])
            ),
        ]
    )
}
