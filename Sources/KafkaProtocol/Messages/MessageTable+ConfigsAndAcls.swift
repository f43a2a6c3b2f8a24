extension MessageTable {
    /// What DescribeConfigs asks and answers.
    static let describeConfigs = MessageTable(
        versions: 1...4,
        flexibleFrom: 4,
        request: [
            Field(
                "resources",
                .structures([
                    Field("resourceType", .int8),
                    Field("resourceName", .string),
                    Field("configurationKeys", .array(.string), nullableFrom: 1),
                ])
            ),
            Field("includeSynonyms", .boolean),
            Field("includeDocumentation", .boolean, from: 3),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "results",
                .structures([
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, nullableFrom: 1),
                    Field("resourceType", .int8),
                    Field("resourceName", .string),
                    Field(
                        "configs",
                        .structures([
                            Field("name", .string),
                            Field("value", .string, nullableFrom: 1),
                            Field("readOnly", .boolean),
                            Field("configSource", .int8, default: -1),
                            Field("isSensitive", .boolean),
                            Field(
                                "synonyms",
                                .structures([
                                    Field("name", .string),
                                    Field("value", .string, nullableFrom: 1),
                                    Field("source", .int8),
                                ])
                            ),
                            Field("configType", .int8, from: 3),
                            Field("documentation", .string, from: 3, nullableFrom: 1),
                        ])
                    ),
                ])
            ),
        ]
    )
}

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
