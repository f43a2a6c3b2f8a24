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
