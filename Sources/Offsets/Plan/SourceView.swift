/// What a source of offsets could see: only where it looked does "it has no offset" mean that there was none.
public struct SourceView: Sendable {
    /// A source that saw everything.
    public static let everything = SourceView(selection: .everything, topics: nil)

    /// What was looked at; what lies beyond is none of the source's business.
    public let selection: SelectionRules
    /// The topics that were seen for certain; `nil` for all.
    public let topics: Set<String>?

    /// A view.
    public init(selection: SelectionRules, topics: Set<String>?) {
        self.selection = selection
        self.topics = topics
    }

    /// Whether the source looked at a partition.
    func covers(_ topic: String, _ partition: Int32) -> Bool {
        selection.selects(partition: partition) && selection.selects(topic: topic)
    }

    /// Whether the topic may have been hidden from the source.
    func mayHide(_ topic: String) -> Bool {
        topics.map { !$0.contains(topic) } ?? false
    }
}
