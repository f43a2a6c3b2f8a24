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
