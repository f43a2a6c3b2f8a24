import KafkaProtocol
import KafkaSimulator

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

extension Damage {
    /// Does to a simulated cluster what an operator would do to a real one, and says what was done.
    func befall(_ state: inout ClusterState) -> String {
        switch self {
        case .rewound(let group):
            let count = Self.move(Text(group), in: &state) { $1.startOffset }
            return "\(group): \(count) offsets set to the start of their logs"
        case .deleted(let group):
            state.groups[Text(group)] = nil
            return "\(group): the group is deleted, and what it had committed with it"
        case .skipped(let group, let topic):
            let topic = Text(topic)
            let count = Self.move(Text(group), in: &state) { $0 == topic ? $1.endOffset : nil }
            return "\(group): \(count) offsets of \(topic) set to the end of their logs"
        }
    }

    /// Sets a group's offsets to where the log of each says, leaves those for which it says nothing, counts the others.
    private static func move(
        _ group: Text,
        in state: inout ClusterState,
        to target: (Text, PartitionLog) -> Int64?
    ) -> Int {
        var count = 0
        for (topic, partitions) in state.groups[group]?.offsets ?? [:] {
            for partition in partitions.keys {
                guard let log = state.topics[topic]?.partitions[Int(partition)], let offset = target(topic, log) else {
                    continue
                }
                state.groups[group]?.offsets[topic]?[partition] = StoredOffset(offset: offset, committedAt: state.now)
                count += 1
            }
        }
        return count
    }
}
