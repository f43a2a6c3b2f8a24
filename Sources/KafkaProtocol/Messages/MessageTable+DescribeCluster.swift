extension MessageTable {
    /// What DescribeCluster asks and answers.
    static let describeCluster = MessageTable(
        versions: 0...1,
        flexibleFrom: 0,
        request: [
            Field("includeClusterAuthorizedOperations", .boolean),
            Field("endpointType", .int8, from: 1, default: 1),
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
                ])
            ),
            Field("clusterAuthorizedOperations", .int32, default: -2_147_483_648),
        ]
    )
}
