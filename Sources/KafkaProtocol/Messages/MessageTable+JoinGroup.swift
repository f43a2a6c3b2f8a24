extension MessageTable {
    /// What JoinGroup asks and answers.
    static let joinGroup = MessageTable(
        versions: 0...9,
        flexibleFrom: 6,
        request: [
            Field("groupId", .string),
            Field("sessionTimeoutMs", .int32),
            Field("rebalanceTimeoutMs", .int32, from: 1, default: -1),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolType", .string),
            Field(
                "protocols",
                .structures([
                    Field("name", .string),
                    Field("metadata", .bytes),
                ])
            ),
            Field("reason", .string, from: 8, nullableFrom: 8, default: nil),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 2),
            Field("errorCode", .int16),
            Field("generationId", .int32, default: -1),
            Field("protocolType", .string, from: 7, nullableFrom: 7, default: nil),
            Field("protocolName", .string, nullableFrom: 7),
            Field("leader", .string),
            Field("skipAssignment", .boolean, from: 9),
            Field("memberId", .string),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, from: 5, nullableFrom: 5, default: nil),
                    Field("metadata", .bytes),
                ])
            ),
        ]
    )
}
