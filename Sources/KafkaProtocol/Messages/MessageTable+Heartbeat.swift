extension MessageTable {
    /// What Heartbeat asks and answers.
    static let heartbeat = MessageTable(
        versions: 0...4,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("generationId", .int32),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 3, nullableFrom: 3, default: nil),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
        ]
    )
}
