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
