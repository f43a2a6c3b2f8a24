extension MessageTable {
    /// What ConsumerGroupHeartbeat asks and answers.
    static let consumerGroupHeartbeat = MessageTable(
        versions: 0...1,
        flexibleFrom: 0,
        request: [
            Field("groupId", .string),
            Field("memberId", .string),
            Field("memberEpoch", .int32),
            Field("instanceId", .string, nullableFrom: 0, default: nil),
            Field("rackId", .string, nullableFrom: 0, default: nil),
            Field("rebalanceTimeoutMs", .int32, default: -1),
            Field("subscribedTopicNames", .array(.string), nullableFrom: 0, default: nil),
            Field("subscribedTopicRegex", .string, from: 1, nullableFrom: 1, default: nil),
            Field("serverAssignor", .string, nullableFrom: 0, default: nil),
            Field("topicPartitions", topicPartitions, nullableFrom: 0, default: nil),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
            Field("errorMessage", .string, nullableFrom: 0, default: nil),
            Field("memberId", .string, nullableFrom: 0, default: nil),
            Field("memberEpoch", .int32),
            Field("heartbeatIntervalMs", .int32),
            Field(
                "assignment",
                .structure([Field("topicPartitions", topicPartitions)]),
                nullableFrom: 0,
                default: nil
            ),
        ]
    )

    /// Partitions by the identifier of their topic.
    private static let topicPartitions = Field.Kind.structures([
        Field("topicId", .identifier), Field("partitions", .array(.int32)),
    ])
}
