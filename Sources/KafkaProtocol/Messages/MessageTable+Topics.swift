extension MessageTable {
    /// What CreateTopics asks and answers.
    static let createTopics = MessageTable(
        versions: 2...7,
        flexibleFrom: 5,
        request: [
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field("numPartitions", .int32),
                    Field("replicationFactor", .int16),
                    Field(
                        "assignments",
                        .structures([
                            Field("partitionIndex", .int32),
                            Field("brokerIds", .array(.int32)),
                        ])
                    ),
                    Field(
                        "configs",
                        .structures([
                            Field("name", .string),
                            Field("value", .string, nullableFrom: 2),
                        ])
                    ),
                ])
            ),
            Field("timeoutMs", .int32, default: 60000),
            Field("validateOnly", .boolean),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "topics",
                .structures([
                    Field("name", .string),
                    Field("topicId", .identifier, from: 7),
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, nullableFrom: 2),
                    Field("numPartitions", .int32, from: 5, default: -1),
                    Field("replicationFactor", .int16, from: 5, default: -1),
                    Field(
                        "configs",
                        .structures([
                            Field("name", .string),
                            Field("value", .string, nullableFrom: 5),
                            Field("readOnly", .boolean),
                            Field("configSource", .int8, default: -1),
                            Field("isSensitive", .boolean),
                        ]),
                        from: 5,
                        nullableFrom: 5
                    ),
                ])
            ),
        ]
    )
}

extension MessageTable {
    /// What DeleteTopics asks and answers.
    static let deleteTopics = MessageTable(
        versions: 1...6,
        flexibleFrom: 4,
        request: [
            Field(
                "topics",
                .structures([
                    Field("name", .string, nullableFrom: 6, default: nil),
                    Field("topicId", .identifier),
                ]),
                from: 6
            ),
            Field("topicNames", .array(.string), to: 5),
            Field("timeoutMs", .int32),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "responses",
                .structures([
                    Field("name", .string, nullableFrom: 6),
                    Field("topicId", .identifier, from: 6),
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, from: 5, nullableFrom: 5, default: nil),
                ])
            ),
        ]
    )
}

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
