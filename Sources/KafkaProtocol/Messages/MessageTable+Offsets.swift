extension MessageTable {
    /// What OffsetFetch asks and answers.
    static let offsetFetch = MessageTable(
        versions: 1...10,
        flexibleFrom: 6,
        request: [
            Field("groupId", .string, to: 7),
            Field("topics", askedTopics, to: 7, nullableFrom: 2),
            Field(
                "groups",
                .structures([
                    Field("groupId", .string),
                    Field("memberId", .string, from: 9, nullableFrom: 9, default: nil),
                    Field("memberEpoch", .int32, from: 9, default: -1),
                    Field("topics", askedTopicsOfGroup, nullableFrom: 8),
                ]),
                from: 8
            ),
            Field("requireStable", .boolean, from: 7),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 3),
            .partitions(
                [
                    Field("committedOffset", .int64),
                    Field("committedLeaderEpoch", .int32, from: 5, default: -1),
                    Field("metadata", .string, nullableFrom: 1),
                    Field("errorCode", .int16),
                ],
                to: 7
            ),
            Field("errorCode", .int16, from: 2, to: 7),
            Field(
                "groups",
                .structures([
                    Field("groupId", .string),
                    Field("topics", topicsOfGroup),
                    Field("errorCode", .int16),
                ]),
                from: 8
            ),
        ]
    )

    /// The partitions that are asked for, null for all.
    private static let askedTopics = Field.Kind.structures([
        Field("name", .string), Field("partitionIndexes", .array(.int32)),
    ])

    /// The same of one group among several: from version 10 on topics are named by their identifier alone.
    private static let askedTopicsOfGroup = Field.Kind.structures([
        Field("name", .string, to: 9), Field("topicId", .identifier, from: 10),
        Field("partitionIndexes", .array(.int32)),
    ])

    private static let topicsOfGroup = Field.Kind.structures([
        Field("name", .string, to: 9), Field("topicId", .identifier, from: 10),
        Field(
            "partitions",
            .structures([
                Field("partitionIndex", .int32),
                Field("committedOffset", .int64),
                Field("committedLeaderEpoch", .int32, default: -1),
                Field("metadata", .string, nullableFrom: 8),
                Field("errorCode", .int16),
            ])
        ),
    ])
}

extension MessageTable {
    /// What OffsetCommit asks and answers.
    static let offsetCommit = MessageTable(
        versions: 2...9,
        flexibleFrom: 8,
        request: [
            Field("groupId", .string),
            Field("generationIdOrMemberEpoch", .int32, default: -1),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 7, nullableFrom: 7, default: nil),
            Field("retentionTimeMs", .int64, to: 4, default: -1),
            .partitions([
                Field("committedOffset", .int64),
                Field("committedLeaderEpoch", .int32, from: 6, default: -1),
                Field("committedMetadata", .string, nullableFrom: 2),
            ]),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 3),
            .partitions([Field("errorCode", .int16)]),
        ]
    )
}

extension MessageTable {
    /// What OffsetDelete asks and answers.
    static let offsetDelete = MessageTable(
        versions: 0...0,
        request: [
            Field("groupId", .string),
            .partitions([]),
        ],
        response: [
            Field("errorCode", .int16),
            Field("throttleTimeMs", .int32),
            .partitions([Field("errorCode", .int16)]),
        ]
    )
}
