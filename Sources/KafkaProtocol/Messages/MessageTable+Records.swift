extension MessageTable {
    /// What Produce asks and answers.
    static let produce = MessageTable(
        versions: 3...11,
        flexibleFrom: 9,
        request: [
            Field("transactionalId", .string, nullableFrom: 3, default: nil),
            Field("acks", .int16),
            Field("timeoutMs", .int32),
            Field(
                "topicData",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitionData",
                        .structures([
                            Field("index", .int32),
                            Field("records", .bytes, nullableFrom: 3),
                        ])
                    ),
                ])
            ),
        ],
        response: [
            Field(
                "responses",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitionResponses",
                        .structures([
                            Field("index", .int32),
                            Field("errorCode", .int16),
                            Field("baseOffset", .int64),
                            Field("logAppendTimeMs", .int64, default: -1),
                            Field("logStartOffset", .int64, from: 5, default: -1),
                            Field(
                                "recordErrors",
                                .structures([
                                    Field("batchIndex", .int32),
                                    Field("batchIndexErrorMessage", .string, nullableFrom: 8, default: nil),
                                ]),
                                from: 8
                            ),
                            Field("errorMessage", .string, from: 8, nullableFrom: 8, default: nil),
                        ])
                    ),
                ])
            ),
            Field("throttleTimeMs", .int32),
        ]
    )
}

extension MessageTable {
    /// What ListOffsets asks and answers.
    static let listOffsets = MessageTable(
        versions: 1...11,
        flexibleFrom: 6,
        request: [
            Field("replicaId", .int32),
            Field("isolationLevel", .int8, from: 2),
            .partitions([
                Field("currentLeaderEpoch", .int32, from: 4, default: -1),
                Field("timestamp", .int64),
            ]),
            Field("timeoutMs", .int32, from: 10),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 2),
            .partitions([
                Field("errorCode", .int16),
                Field("timestamp", .int64, default: -1),
                Field("offset", .int64, default: -1),
                Field("leaderEpoch", .int32, from: 4, default: -1),
            ]),
        ]
    )
}

extension MessageTable {
    /// What DeleteRecords asks and answers.
    static let deleteRecords = MessageTable(
        versions: 0...2,
        flexibleFrom: 2,
        request: [
            .partitions([Field("offset", .int64)]),
            Field("timeoutMs", .int32),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            .partitions([
                Field("lowWatermark", .int64),
                Field("errorCode", .int16),
            ]),
        ]
    )
}
