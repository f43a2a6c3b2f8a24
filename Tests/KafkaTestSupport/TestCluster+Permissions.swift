extension TestCluster {
    /// Settings of a cluster on which everybody may do everything to what no permission names.
    public static let withAuthorizer = [
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found=true",
    ]

    /// Leaves nobody any transactional id that begins so.
    public func denyTransactionalIDs(prefix: String) async throws {
        try await addPermission(
            ["--deny-principal", Self.everybody, "--operation", "All"],
            on: [
                "--transactional-id", prefix, "--resource-pattern-type", "prefixed",
            ]
        )
    }

    /// Leaves nobody more of a topic than to see that it is there: its offsets cannot be committed any more.
    public func permitOnlySeeing(topic: String) async throws {
        try await addPermission(
            ["--allow-principal", Self.everybody, "--operation", "Describe"],
            on: ["--topic", topic]
        )
    }

    /// Leaves nobody more of a group than to read and commit its offsets: they cannot be deleted any more.
    public func permitOnlyCommitting(group: String) async throws {
        try await addPermission(["--allow-principal", Self.everybody, "--operation", "Read"], on: ["--group", group])
    }

    /// Lets a user write to every transactional id that begins so.
    func addTransactionalID(_ prefix: String, for rule: AccessRule) async throws {
        try await addPermission(
            [rule.permits ? "--allow-principal" : "--deny-principal", "User:\(rule.user)", "--operation", "Write"],
            on: ["--transactional-id", prefix] + (rule.isPrefix ? ["--resource-pattern-type", "prefixed"] : [])
        )
    }

    /// A client that has not said who it is.
    private static let everybody = "User:ANONYMOUS"

    /// Adds a permission with Kafka's own `kafka-acls`, which starts a Java process.
    private func addPermission(_ permission: [String], on resource: [String]) async throws {
        _ = try await KafkaTool.run(
            version,
            KafkaTool.permissions(version),
            ["--bootstrap-server", bootstrapServers, "--add"] + permission + resource
        )
    }
}
