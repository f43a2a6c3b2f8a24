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
