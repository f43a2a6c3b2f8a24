extension MessageTable {
    /// What DeleteRecords asks and answers.
    static let deleteRecords = MessageTable(
        versions: 0...2,
        flexibleFrom: 2,
        request: [
            .partitions([Field("offset", .int64)]),
            Field("timeoutMs", .int32),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            .partitions([
                Field("lowWatermark", .int64),
                Field("errorCode", .int16),
            ]),
        ]
    )
}
