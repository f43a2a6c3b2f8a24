extension MessageTable {
    /// What JoinGroup asks and answers.
    static let joinGroup = MessageTable(
        versions: 0...9,
        flexibleFrom: 6,
        request: [
            Field("groupId", .string),
            Field("sessionTimeoutMs", .int32),
            Field("rebalanceTimeoutMs", .int32, from: 1, default: -1),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolType", .string),
            Field(
                "protocols",
                .structures([
                    Field("name", .string),
                    Field("metadata", .bytes),
                ])
            ),
            Field("reason", .string, from: 8, nullableFrom: 8, default: nil),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 2),
            Field("errorCode", .int16),
            Field("generationId", .int32, default: -1),
            Field("protocolType", .string, from: 7, nullableFrom: 7, default: nil),
            Field("protocolName", .string, nullableFrom: 7),
            Field("leader", .string),
            Field("skipAssignment", .boolean, from: 9),
            Field("memberId", .string),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, from: 5, nullableFrom: 5, default: nil),
                    Field("metadata", .bytes),
                ])
            ),
        ]
    )
}

extension MessageTable {
    /// What SyncGroup asks and answers.
    static let syncGroup = MessageTable(
        versions: 0...5,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("generationId", .int32),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 3, nullableFrom: 3, default: nil),
            Field("protocolType", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolName", .string, from: 5, nullableFrom: 5, default: nil),
            Field(
                "assignments",
                .structures([
                    Field("memberId", .string),
                    Field("assignment", .bytes),
                ])
            ),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
            Field("protocolType", .string, from: 5, nullableFrom: 5, default: nil),
            Field("protocolName", .string, from: 5, nullableFrom: 5, default: nil),
            Field("assignment", .bytes),
        ]
    )
}

extension MessageTable {
    /// What Heartbeat asks and answers.
    static let heartbeat = MessageTable(
        versions: 0...4,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("generationId", .int32),
            Field("memberId", .string),
            Field("groupInstanceId", .string, from: 3, nullableFrom: 3, default: nil),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
        ]
    )
}

extension MessageTable {
    /// What LeaveGroup asks and answers.
    static let leaveGroup = MessageTable(
        versions: 0...5,
        flexibleFrom: 4,
        request: [
            Field("groupId", .string),
            Field("memberId", .string, to: 2),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, nullableFrom: 3, default: nil),
                    Field("reason", .string, from: 5, nullableFrom: 5, default: nil),
                ]),
                from: 3
            ),
        ],
        response: [
            Field("throttleTimeMs", .int32, from: 1),
            Field("errorCode", .int16),
            Field(
                "members",
                .structures([
                    Field("memberId", .string),
                    Field("groupInstanceId", .string, nullableFrom: 3),
                    Field("errorCode", .int16),
                ]),
                from: 3
            ),
        ]
    )
}

/// The topics in a classic member's subscription, which the broker else keeps as opaque bytes.
public enum Subscription {
    /// The topics, none when the bytes are not those of Kafka's consumer.
    public static func topics(of metadata: [UInt8]) -> Set<Text> {
        var reader = MessageReader(metadata)
        guard (try? reader.integer(Int16.self)) != nil, let count = try? reader.integer(Int32.self), count >= 0 else {
            return []
        }
        var topics: Set<Text> = []
        for _ in 0..<min(Int(count), reader.remaining) {
            guard let found = try? reader.oldString() else { return [] }
            topics.insert(found)
        }
        return topics
    }
}
