extension MessageTable {
    /// What ApiVersions asks and answers.
    static let apiVersions = MessageTable(
        versions: 0...4,
        flexibleFrom: 3,
        request: [
            Field("clientSoftwareName", .string, from: 3),
            Field("clientSoftwareVersion", .string, from: 3),
        ],
        response: [
            Field("errorCode", .int16),
            Field(
                "apiKeys",
                .structures([
                    Field("apiKey", .int16),
                    Field("minVersion", .int16),
                    Field("maxVersion", .int16),
                ])
            ),
            Field("throttleTimeMs", .int32, from: 1),
        ]
    )
}

extension MessageTable {
    /// What Metadata asks and answers.
    static let metadata = MessageTable(
        versions: 0...13,
        flexibleFrom: 9,
        request: [
            Field(
                "topics",
                .structures([
                    Field("topicId", .identifier, from: 10),
                    Field("name", .string, nullableFrom: 10),
                ]),
                nullableFrom: 1
            ),
            Field("allowAutoTopicCreation", .boolean, from: 4, default: true),
            Field("includeClusterAuthorizedOperations", .boolean, from: 8, to: 10),
            Field("includeTopicAuthorizedOperations", .boolean, from: 8),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 3),
            Field(
                "brokers",
                .structures([
                    Field("nodeId", .int32),
                    Field("host", .string),
                    Field("port", .int32),
                    Field("rack", .string, from: 1, nullableFrom: 1, default: nil),
                ])
            ),
            Field("clusterId", .string, from: 2, nullableFrom: 2, default: nil),
            Field("controllerId", .int32, from: 1, default: -1),
            Field(
                "topics",
                .structures([
                    Field("errorCode", .int16),
                    Field("name", .string, nullableFrom: 12),
                    Field("topicId", .identifier, from: 10),
                    Field("isInternal", .boolean, from: 1),
                    Field(
                        "partitions",
                        .structures([
                            Field("errorCode", .int16),
                            Field("partitionIndex", .int32),
                            Field("leaderId", .int32),
                            Field("leaderEpoch", .int32, from: 7, default: -1),
                            Field("replicaNodes", .array(.int32)),
                            Field("isrNodes", .array(.int32)),
                            Field("offlineReplicas", .array(.int32), from: 5),
                        ])
                    ),
                    Field("topicAuthorizedOperations", .int32, from: 8, default: -2_147_483_648),
                ])
            ),
            Field("clusterAuthorizedOperations", .int32, from: 8, to: 10, default: -2_147_483_648),
            Field("errorCode", .int16, from: 13),
        ]
    )
}

extension MessageTable {
    /// What DescribeCluster asks and answers.
    static let describeCluster = MessageTable(
        versions: 0...2,
        flexibleFrom: 0,
        request: [
            Field("includeClusterAuthorizedOperations", .boolean),
            Field("endpointType", .int8, from: 1, default: 1),
            Field("includeFencedBrokers", .boolean, from: 2),
        ],
        response: [
            Field("throttleTimeMs", .int32),
            Field("errorCode", .int16),
            Field("errorMessage", .string, nullableFrom: 0, default: nil),
            Field("endpointType", .int8, from: 1, default: 1),
            Field("clusterId", .string),
            Field("controllerId", .int32, default: -1),
            Field(
                "brokers",
                .structures([
                    Field("brokerId", .int32),
                    Field("host", .string),
                    Field("port", .int32),
                    Field("rack", .string, nullableFrom: 0, default: nil),
                    Field("isFenced", .boolean, from: 2),
                ])
            ),
            Field("clusterAuthorizedOperations", .int32, default: -2_147_483_648),
        ]
    )
}
