/// A run without its items.
public struct RunSummary: Hashable, Sendable {
    /// The run.
    public var record: RunRecord
    /// How many groups it is about.
    public var groups: Int
    /// How many partitions of groups it is about.
    public var items: Int
    /// What did not hold the expected offset at its end.
    public var mismatches: [Mismatch]
    /// The groups of which it is not known what they held then.
    public var unread: [UnreadGroup]

    /// A run, and how much it is about.
    public init(record: RunRecord, groups: Int, items: Int, mismatches: [Mismatch], unread: [UnreadGroup]) {
        self.record = record
        self.groups = groups
        self.items = items
        self.mismatches = mismatches
        self.unread = unread
    }
}
