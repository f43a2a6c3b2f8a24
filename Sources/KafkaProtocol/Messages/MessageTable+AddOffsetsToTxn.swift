extension MessageTable {
    /// What AddOffsetsToTxn asks and answers.
    static let addOffsetsToTxn = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field("groupId", .string),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
        ]
    )
}
