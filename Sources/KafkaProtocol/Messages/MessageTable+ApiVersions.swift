extension MessageTable {
    /// What ApiVersions asks and answers.
    static let apiVersions = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("clientSoftwareName", .string, from: 3),
            Field("clientSoftwareVersion", .string, from: 3),
        ],
        response: [
            Field("errorCode", .int16),
            Field(
                "apiKeys",
                .structures([
                    Field("apiKey", .int16),
                    Field("minVersion", .int16),
                    Field("maxVersion", .int16),
                ])
            ),
            Field("throttleTimeMs", .int32, from: 1),
        ]
    )
}
