extension MessageTable {
    /// What StreamsGroupDescribe asks and answers (KIP-1071).
    static let streamsGroupDescribe = MessageTable(
        versions: 0...0,
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
                    Field("topology", topology, nullableFrom: 0, default: nil),
                    Field("members", streamsMembers),
                    Field("authorizedOperations", .int32, default: -2_147_483_648),
                ])
            ),
        ]
    )

    private static let topology = Field.Kind.structure([
        Field("epoch", .int32),
        Field(
            "subtopologies",
            .structures([
                Field("subtopologyId", .string),
                Field("sourceTopics", .array(.string)),
                Field("repartitionSinkTopics", .array(.string)),
                Field("stateChangelogTopics", topicsOfStreams),
                Field("repartitionSourceTopics", topicsOfStreams),
            ]),
            nullableFrom: 0,
            default: nil
        ),
    ])

    private static let streamsMembers = Field.Kind.structures([
        Field("memberId", .string),
        Field("memberEpoch", .int32),
        Field("instanceId", .string, nullableFrom: 0, default: nil),
        Field("rackId", .string, nullableFrom: 0, default: nil),
        Field("clientId", .string),
        Field("clientHost", .string),
        Field("topologyEpoch", .int32),
        Field("processId", .string),
        Field(
            "userEndpoint",
            .structure([Field("host", .string), Field("port", .uint16)]),
            nullableFrom: 0,
            default: nil
        ),
        Field("clientTags", keysAndValues),
        Field("taskOffsets", taskOffsets),
        Field("taskEndOffsets", taskOffsets),
        Field("assignment", assignedTasks),
        Field("targetAssignment", assignedTasks),
        Field("isClassic", .boolean),
    ])

    private static let topicsOfStreams = Field.Kind.structures([
        Field("name", .string), Field("partitions", .int32), Field("replicationFactor", .int16),
        Field("topicConfigs", keysAndValues),
    ])

    private static let keysAndValues = Field.Kind.structures([Field("key", .string), Field("value", .string)])

    private static let taskOffsets = Field.Kind.structures([
        Field("subtopologyId", .string), Field("partition", .int32), Field("offset", .int64),
    ])

    private static let assignedTasks = Field.Kind.structure([
        Field("activeTasks", tasks), Field("standbyTasks", tasks), Field("warmupTasks", tasks),
    ])

    private static let tasks = Field.Kind.structures([
        Field("subtopologyId", .string), Field("partitions", .array(.int32)),
    ])
}
