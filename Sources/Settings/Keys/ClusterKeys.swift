import Offsets

/// `[cluster.NAME]` and the tables below it.
enum ClusterKeys {
    static let bootstrapServers = Key<[String]?>(
        "bootstrap-servers",
        .list(of: .server, distinct: true, fewest: 1),
        absent: nil,
        example: "[\"kafka-1:9092\", \"kafka-2:9092\"]",
        "The brokers that are asked first, HOST:PORT each."
    )

    static let client = Key<ClientChoice>(
        "client",
        .client,
        default: .auto,
        example: "\"librdkafka\"",
        "Who reads and writes: Tidemark's own client, librdkafka, or the first of them that knows all properties."
    )

    static let table = SettingTable(
        "cluster",
        "NAME",
        meaning: "A Kafka cluster under a name of yours: letters, digits, dots, dashes and underscores.",
        keys: [bootstrapServers.description, client.description]
    )

    static let properties = SettingTable(
        "cluster",
        "NAME",
        "properties",
        meaning:
            "Properties of librdkafka by their own names, in quotes because of their dots. No passwords: see secrets.",
        isOpen: true,
        keys: [property]
    )
    static let secrets = SettingTable(
        "cluster",
        "NAME",
        "secrets",
        meaning: "Properties of librdkafka whose values are in files of their own, and are never printed.",
        isOpen: true,
        keys: [secret]
    )
    static let restoreProperties = SettingTable(
        "cluster",
        "NAME",
        "restore",
        "properties",
        meaning: "What commands that write have instead: another user with more rights.",
        isOpen: true,
        keys: [restoreProperty]
    )
    static let restoreSecrets = SettingTable(
        "cluster",
        "NAME",
        "restore",
        "secrets",
        meaning: "The secrets of that user; no command reads them that only looks.",
        isOpen: true,
        keys: [restoreSecret]
    )

    private static let property = SettingKey(
        name: "PROPERTY",
        kind: "a text, a whole number, true or false",
        meaning: "Any property of librdkafka but bootstrap.servers and secrets.",
        standard: "librdkafka's own",
        example: "\"SASL_SSL\""
    )
    private static let restoreProperty = SettingKey(
        name: "PROPERTY",
        kind: property.kind,
        meaning: "As above; wins over it.",
        standard: "that of [cluster.NAME.properties]",
        example: "\"tidemark-restore\""
    )
    private static let secret = SettingKey(
        name: "PROPERTY",
        kind: ValueReader.credential.kind,
        meaning: "The name of a credential (systemd's LoadCredential=), or an absolute path of mode 0600 or stricter.",
        standard: "none",
        example: "\"kafka-prod-password\""
    )
    private static let restoreSecret = SettingKey(
        name: "PROPERTY",
        kind: secret.kind,
        meaning: "As above; wins over it.",
        standard: "that of [cluster.NAME.secrets]",
        example: "\"kafka-prod-restore-password\""
    )
}
