extension MessageTable {
    /// What ListOffsets asks and answers.
    static let listOffsets = MessageTable(
        versions: 1...10,
        flexibleFrom: 6,
        request: [
            Field("replicaId", .int32),
            Field("isolationLevel", .int8, from: 2),
            .partitions([
                Field("currentLeaderEpoch", .int32, from: 4, default: -1),
                Field("timestamp", .int64),
            ]),
            Field("timeoutMs", .int32, from: 10),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 2),
            .partitions([
                Field("errorCode", .int16),
                Field("timestamp", .int64, default: -1),
                Field("offset", .int64, default: -1),
                Field("leaderEpoch", .int32, from: 4, default: -1),
            ]),
        ]
    )
}
