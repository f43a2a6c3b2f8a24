extension MessageTable {
    /// What OffsetDelete asks and answers.
    static let offsetDelete = MessageTable(
        versions: 0...0,
        request: [
            Field("groupId", .string),
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partitionIndex", .int32)
                        ])
                    ),
                ])
            ),
        ],
        response: [
            Field("errorCode", .int16),
            Field("throttleTimeMs", .int32),
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field(
                        "partitions",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("errorCode", .int16),
                        ])
                    ),
                ])
            ),
        ]
    )
}
