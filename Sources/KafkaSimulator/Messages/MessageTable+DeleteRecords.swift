extension MessageTable {
    /// What DeleteRecords asks and answers.
    static let deleteRecords = MessageTable(
        versions: 0...2,
        flexibleFrom: 2,
        request: [
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("offset", .int64),
                        ])
                    ),
                ])
            ),
            Field("timeoutMs", .int32),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("lowWatermark", .int64),
                            Field("errorCode", .int16),
                        ])
                    ),
                ])
            ),
        ]
    )
}
