extension MessageTable {
    /// What LeaveGroup asks and answers.
    static let leaveGroup = MessageTable(
        versions: 0...5,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("memberId", .string, to: 2),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, nullableFrom: 3, default: nil),
                    Field("reason", .string, from: 5, nullableFrom: 5, default: nil),
                ]),
                from: 3
            ),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, nullableFrom: 3),
                    Field("errorCode", .int16),
                ]),
                from: 3
            ),
        ]
    )
}
