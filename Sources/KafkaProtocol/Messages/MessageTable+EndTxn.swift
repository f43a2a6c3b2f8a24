extension MessageTable {
    /// What EndTxn asks and answers.
    static let endTxn = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("transactionalId", .string),
            Field("producerId", .int64),
            Field("producerEpoch", .int16),
            Field("committed", .boolean),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
        ]
    )
}
