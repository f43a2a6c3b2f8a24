extension MessageTable {
    /// What DescribeGroups asks and answers.
    static let describeGroups = MessageTable(
        versions: 0...6,
        flexibleFrom: 5,
        request: [
            Field("groups", .array(.string)),
            Field("includeAuthorizedOperations", .boolean, from: 3),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field(
                "groups",
                .structures([
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, from: 6, nullableFrom: 6, default: nil),
                    Field("groupId", .string),
                    Field("groupState", .string),
                    Field("protocolType", .string),
                    Field("protocolData", .string),
                    Field(
                        "members",
                        .structures([
                            Field("memberId", .string),
                            Field("groupInstanceId", .string, from: 4, nullableFrom: 4, default: nil),
                            Field("clientId", .string),
                            Field("clientHost", .string),
                            Field("memberMetadata", .bytes),
                            Field("memberAssignment", .bytes),
                        ])
                    ),
                    Field("authorizedOperations", .int32, from: 3, default: -2_147_483_648),
                ])
            ),
        ]
    )
}
