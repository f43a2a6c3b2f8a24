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
