/// Everything the journal holds about a run.
public struct RunDetail: Hashable, Sendable {
    /// The run.
    public var record: RunRecord
    /// Its target groups, in the order they were journalled.
    public var groups: [RunGroup]
    /// Its items by group, topic and partition, in the order of `groups`.
    public var items: [RunItem]
    /// The ids of the topics of its items, as far as they were known when it was planned.
    public var topicIDs: [String: TopicID]
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
        topicIDs: [String: TopicID] = [:],
        events: [RunEvent],
        mismatches: [Mismatch],
        unread: [UnreadGroup]
    ) {
        self.record = record
        self.groups = groups
        self.items = items
        self.topicIDs = topicIDs
        self.events = events
        self.mismatches = mismatches
        self.unread = unread
    }

    /// What the journal remarks of a run that writes offsets outside their logs as they are.
    public static let outsideLogsRemark = "some of the offsets are outside their logs, as the policy allows"

    /// Whether the run wrote offsets outside their logs as they were.
    public var wroteOutsideLogs: Bool { events.contains { $0.detail == Self.outsideLogsRemark } }

    /// The run without its items.
    public var summary: RunSummary {
        RunSummary(record: record, groups: groups.count, items: items.count, mismatches: mismatches, unread: unread)
    }
}

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

/// A target group of a run as it was found before.
public struct RunGroup: Hashable, Sendable {
    /// The group.
    public var group: GroupID
    /// Whether the cluster knew the group; an undo removes those it did not.
    public var existed: Bool
    /// Its state then, `nil` when it did not exist.
    public var state: GroupState?
    /// Its kind.
    public var type: GroupType

    /// A target group.
    public init(group: GroupID, existed: Bool, state: GroupState?, type: GroupType = .unknown) {
        self.group = group
        self.existed = existed
        self.state = state
        self.type = type
    }
}

/// One partition of one group in a run: what is to happen, and what was there before.
public struct RunItem: Hashable, Sendable {
    /// The target group.
    public var group: GroupID
    /// The partition.
    public var topicPartition: TopicPartition
    /// What is to happen.
    public var action: PlanAction
    /// What was there before the run.
    public var preImage: PreImage
    /// What the run commits: there for `set`, absent for `delete`.
    public var planned: CommittedOffset?

    /// An item of a plan.
    public init(
        group: GroupID,
        topicPartition: TopicPartition,
        action: PlanAction,
        preImage: PreImage = .notRead,
        planned: CommittedOffset? = nil
    ) {
        self.group = group
        self.topicPartition = topicPartition
        self.action = action
        self.preImage = preImage
        self.planned = planned
    }
}

/// What a target held before a run.
public enum PreImage: Hashable, Sendable {
    /// It was not read yet.
    case notRead
    /// It was read and had no committed offset.
    case absent
    /// It had this offset.
    case committed(CommittedOffset)
}

/// A group of which it is not known what it held when a run was ended, because it could not be read.
public struct UnreadGroup: Hashable, Sendable {
    /// The group.
    public var group: GroupID
    /// Why it could not be read.
    public var reason: String

    /// A group that could not be read.
    public init(group: GroupID, reason: String) {
        self.group = group
        self.reason = reason
    }
}
