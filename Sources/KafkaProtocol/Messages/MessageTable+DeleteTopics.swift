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
