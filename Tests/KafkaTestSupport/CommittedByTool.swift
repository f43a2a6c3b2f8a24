public import Offsets

/// One line of what Kafka's own group tool says about a group's offsets.
public struct CommittedByTool: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// The committed offset, `nil` where the tool shows `-`.
    public let offset: Int64?
    /// The end of the log, `nil` where the tool shows `-`.
    public let logEnd: Int64?
    /// The lag, `nil` where the tool shows `-`.
    public let lag: Int64?

    /// Reads a line under the header that names its columns; `nil` when it is no such line.
    ///
    /// A group's name may hold spaces: it is what is left when the other columns are taken from the right.
    init?(_ line: Substring, header: [Substring]) {
        let words = line.split(separator: " ")
        guard words.count >= header.count, header.first == "GROUP" else { return nil }
        let group = words.prefix(words.count - header.count + 1).joined(separator: " ")
        let others = Dictionary(zip(header.dropFirst(), words.suffix(header.count - 1))) { first, _ in first }
        guard let topic = others["TOPIC"], let partition = others["PARTITION"].flatMap({ Int32($0) }) else {
            return nil
        }
        self.group = GroupID(group)
        topicPartition = TopicPartition(topic: String(topic), partition: partition)
        offset = others["CURRENT-OFFSET"].flatMap { Int64($0) }
        logEnd = others["LOG-END-OFFSET"].flatMap { Int64($0) }
        lag = others["LAG"].flatMap { Int64($0) }
    }
}
