extension MessageTable {
    /// What OffsetDelete asks and answers.
    static let offsetDelete = MessageTable(
        versions: 0...0,
        request: [
            Field("groupId", .string),
            .partitions([]),
        ],
        response: [
            Field("errorCode", .int16),
            Field("throttleTimeMs", .int32),
            .partitions([Field("errorCode", .int16)]),
        ]
    )
}
