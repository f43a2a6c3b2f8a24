extension MessageTable {
    /// What FindCoordinator asks and answers.
    static let findCoordinator = MessageTable(
        versions: 0...6,
        flexibleFrom: 3,
        request: [
            Field("key", .string, to: 3),
            Field("keyType", .int8, from: 1),
            Field("coordinatorKeys", .array(.string), from: 4),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16, to: 3),
            Field("errorMessage", .string, from: 1, to: 3, nullableFrom: 1),
            Field("nodeId", .int32, to: 3),
            Field("host", .string, to: 3),
            Field("port", .int32, to: 3),
            Field(
                "coordinators",
                .structures([
                    Field("key", .string),
                    Field("nodeId", .int32),
                    Field("host", .string),
                    Field("port", .int32),
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, nullableFrom: 4),
                ]),
                from: 4
            ),
        ]
    )
}

extension MessageTable {
    /// What ListGroups asks and answers.
    static let listGroups = MessageTable(
        versions: 0...5,
        flexibleFrom: 3,
        request: [
            Field("statesFilter", .array(.string), from: 4),
            Field("typesFilter", .array(.string), from: 5),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
            Field(
                "groups",
                .structures([
                    Field("groupId", .string),
                    Field("protocolType", .string),
                    Field("groupState", .string, from: 4),
                    Field("groupType", .string, from: 5),
                ])
            ),
        ]
    )
}

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

extension MessageTable {
    /// What DeleteGroups asks and answers.
    static let deleteGroups = MessageTable(
        versions: 0...2,
        flexibleFrom: 2,
        request: [
            Field("groupsNames", .array(.string))
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "results",
                .structures([
                    Field("groupId", .string),
                    Field("errorCode", .int16),
                ])
            ),
        ]
    )
}
