extension MessageTable {
    /// What InitProducerId asks and answers.
    static let initProducerId = MessageTable(
        versions: 0...5,
        flexibleFrom: 2,
        request: [
            Field("transactionalId", .string, nullableFrom: 0),
            Field("transactionTimeoutMs", .int32),
            Field("producerId", .int64, from: 3, default: -1),
            Field("producerEpoch", .int16, from: 3, default: -1),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
            Field("producerId", .int64, default: -1),
            Field("producerEpoch", .int16),
        ]
    )
}
