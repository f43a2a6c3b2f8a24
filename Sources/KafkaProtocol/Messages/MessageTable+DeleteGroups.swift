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
