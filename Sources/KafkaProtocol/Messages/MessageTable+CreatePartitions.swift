extension MessageTable {
    /// What CreatePartitions asks and answers.
    static let createPartitions = MessageTable(
        versions: 0...3,
        flexibleFrom: 2,
        request: [
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field("count", .int32),
                    Field(
                        "assignments",
                        .structures([
                            Field("brokerIds", .array(.int32))
                        ]),
                        nullableFrom: 0
                    ),
                ])
            ),
            Field("timeoutMs", .int32),
            Field("validateOnly", .boolean),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "results",
                .structures([
                    Field("name", .string),
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, nullableFrom: 0, default: nil),
                ])
            ),
        ]
    )
}
