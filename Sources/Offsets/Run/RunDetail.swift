/// Everything the journal holds about a run.
public struct RunDetail: Hashable, Sendable {
    /// The run.
    public var record: RunRecord
    /// Its target groups, in the order they were journalled.
    public var groups: [RunGroup]
    /// Its items by group, topic and partition, in the order of `groups`.
    public var items: [RunItem]
    /// What happened, oldest first.
    public var events: [RunEvent]
    /// What did not hold the expected offset at its end.
    public var mismatches: [Mismatch]
    /// The groups of which it is not known what they held then.
    public var unread: [UnreadGroup]

    /// A run with everything that is known of it.
    public init(
        record: RunRecord,
        groups: [RunGroup],
        items: [RunItem],
        events: [RunEvent],
        mismatches: [Mismatch],
        unread: [UnreadGroup]
    ) {
        self.record = record
        self.groups = groups
        self.items = items
        self.events = events
        self.mismatches = mismatches
        self.unread = unread
    }

    /// The run without its items.
    public var summary: RunSummary {
        RunSummary(record: record, groups: groups.count, items: items.count, mismatches: mismatches, unread: unread)
    }
}
