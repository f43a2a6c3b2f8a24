extension MessageTable {
    /// What SyncGroup asks and answers.
    static let syncGroup = MessageTable(
        versions: 0...5,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("generationId", .int32),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 3, nullableFrom: 3, default: nil),
            Field("protocolType", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolName", .string, from: 5, nullableFrom: 5, default: nil),
            Field(
                "assignments",
                .structures([
                    Field("memberId", .string),
                    Field("assignment", .bytes),
                ])
            ),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
            Field("protocolType", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolName", .string, from: 5, nullableFrom: 5, default: nil),
            Field("assignment", .bytes),
        ]
    )
}
