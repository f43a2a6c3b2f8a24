/// What happens to a group on a bad day.
public enum Damage: Hashable, Sendable {
    /// It is set to the beginning of every log it reads.
    case rewound(group: String)
    /// It is gone, with everything it had committed.
    case deleted(group: String)
    /// It is set to the end of a topic, past records it has not read.
    case skipped(group: String, topic: String)

    /// What Kafka's own tool, `kafka-consumer-groups`, has to be told to do it.
    public var toolArguments: [String] {
        switch self {
        case .rewound(let group):
            ["--reset-offsets", "--group", group, "--all-topics", "--to-earliest", "--execute"]
        case .deleted(let group): ["--delete", "--group", group]
        case .skipped(let group, let topic):
            ["--reset-offsets", "--group", group, "--topic", topic, "--to-latest", "--execute"]
        }
    }
}
