extension MessageTable {
    /// What DescribeAcls asks and answers.
    static let describeAcls = MessageTable(
        versions: 1...3,
        flexibleFrom: 2,
        request: [
            Field("resourceTypeFilter", .int8),
            Field("resourceNameFilter", .string, nullableFrom: 0),
            Field("patternTypeFilter", .int8, from: 1, default: 3),
            Field("principalFilter", .string, nullableFrom: 0),
            Field("hostFilter", .string, nullableFrom: 0),
            Field("operation", .int8),
            Field("permissionType", .int8),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
            Field("errorMessage", .string, nullableFrom: 0, default: nil),
            Field(
                "resources",
                .structures([
                    Field("resourceType", .int8),
                    Field("resourceName", .string),
                    Field("patternType", .int8, from: 1, default: 3),
                    Field(
                        "acls",
                        .structures([
                            Field("principal", .string),
                            Field("host", .string),
                            Field("operation", .int8),
                            Field("permissionType", .int8),
                        ])
                    ),
                ])
            ),
        ]
    )
}
