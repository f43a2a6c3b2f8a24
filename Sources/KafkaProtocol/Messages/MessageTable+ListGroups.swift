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
