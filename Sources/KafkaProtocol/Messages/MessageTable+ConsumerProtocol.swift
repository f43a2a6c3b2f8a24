extension MessageTable {
    /// What ConsumerGroupDescribe asks and answers.
    static let consumerGroupDescribe = MessageTable(
        versions: 0...1,
        flexibleFrom: 0,
        request: [
            Field("groupIds", .array(.string)),
            Field("includeAuthorizedOperations", .boolean),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field(
                "groups",
                .structures([
                    Field("errorCode", .int16),
                    Field("errorMessage", .string, nullableFrom: 0, default: nil),
                    Field("groupId", .string),
                    Field("groupState", .string),
                    Field("groupEpoch", .int32),
                    Field("assignmentEpoch", .int32),
                    Field("assignorName", .string),
                    Field(
                        "members",
                        .structures([
                            Field("memberId", .string),
                            Field("instanceId", .string, nullableFrom: 0, default: nil),
                            Field("rackId", .string, nullableFrom: 0, default: nil),
                            Field("memberEpoch", .int32),
                            Field("clientId", .string),
                            Field("clientHost", .string),
                            Field("subscribedTopicNames", .array(.string)),
                            Field("subscribedTopicRegex", .string, nullableFrom: 0, default: nil),
                            Field("assignment", assignment),
                            Field("targetAssignment", assignment),
                            Field("memberType", .int8, from: 1, default: -1),
                        ])
                    ),
                    Field("authorizedOperations", .int32, default: -2_147_483_648),
                ])
            ),
        ]
    )

    /// The partitions a member has, or is to have.
    private static let assignment = Field.Kind.structure([
        Field(
            "topicPartitions",
            .structures([
                Field("topicId", .identifier),
                Field("topicName", .string),
                Field("partitions", .array(.int32)),
            ])
        )
    ])
}

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
