/// A selection, compiled: which groups, topics and partitions a command is about.
///
/// Several patterns add up, none means everything, an exclusion wins. Tidemark's own sentinel groups are never
/// selected.
public struct SelectionRules: Sendable {
    /// The largest partition index that is believed; a larger one is taken for a mistake.
    ///
    /// A KRaft cluster is designed for some millions of partitions altogether, so no topic comes near it.
    public static let largestPartition: Int32 = 999_999

    /// The rules of the empty selection: everything but sentinel groups.
    public static let everything = SelectionRules()

    /// The groups asked for by name, sorted, each once: they are to be read even when the cluster does not list them.
    ///
    /// A name that an exclusion matches is not among them.
    public let literalGroups: [GroupID]

    /// The topics asked for by name, sorted, each once, be there patterns beside them or not.
    public let literalTopics: [String]

    /// The topics asked for, sorted, each once, when all of them are asked for by name; else `nil`.
    public let namedTopics: [String]?

    private let groups: [Pattern]
    private let excludedGroups: [Pattern]
    private let topics: [TopicPattern]
    private let excludedTopics: [TopicPattern]
    private let partitions: Set<Int32>
    // Names without wildcards are looked up, so that a list of thousands of names stays fast.
    private let groupNames: Set<GroupID>

    /// Compiles a selection.
    ///
    /// - Parameters:
    ///   - selection: The selection.
    ///   - groupsFrom: What the patterns for groups were given as, for messages.
    ///   - topicsFrom: The same of those for topics.
    /// - Throws: `bad-pattern` for a pattern that cannot be compiled, `bad-partition` for an index below 0 or above
    ///   ``largestPartition`` or a list behind a topic that is none, and `sentinel-group` when a sentinel group is asked for by
    ///   name; exit 64 each.
    public init(
        _ selection: Selection,
        groupsFrom: String = "--group",
        topicsFrom: String = "--topic"
    ) throws(TidemarkError) {
        let groups = try Self.compile(selection.groups, option: groupsFrom)
        let excludedGroups = try Self.compile(selection.excludedGroups, option: "--exclude-group")
        let topics = try Self.compileTopics(selection.topics, option: topicsFrom)
        self.topics = topics
        let names = topics.compactMap(\.literal)
        literalTopics = Set(names).sorted()
        namedTopics = !topics.isEmpty && names.count == topics.count ? literalTopics : nil
        excludedTopics = try Self.compileTopics(selection.excludedTopics, option: "--exclude-topic")
        for partition in selection.partitions where !(0...Self.largestPartition).contains(partition) {
            throw TidemarkError(
                .badPartition,
                "--partition \(partition): a partition is a number from 0 to \(Self.largestPartition)"
            )
        }
        partitions = Set(selection.partitions)
        groupNames = Set(groups.compactMap(\.literal).map(GroupID.init))
        for name in groupNames where SentinelGroup.isOne(name) {
            throw TidemarkError(
                .sentinelGroup,
                "\(groupsFrom) \(name): this group is Tidemark's own mark of a transaction and holds no consumer's offsets"
            )
        }
        self.groups = groups.filter { $0.literal == nil }
        self.excludedGroups = excludedGroups
        literalGroups = groupNames.filter { name in !excludedGroups.contains { $0.matches(name.name) } }.sorted()
    }

    private init() {
        literalGroups = []
        literalTopics = []
        namedTopics = nil
        groups = []
        excludedGroups = []
        topics = []
        excludedTopics = []
        partitions = []
        groupNames = []
    }

    /// Whether nothing was asked for and nothing excluded, so that everything is selected.
    public var selectsEverything: Bool {
        selectsEveryGroup && selectsEveryPartition
    }

    /// Whether groups were asked for at all, by name or by pattern.
    public var asksForGroups: Bool { !groups.isEmpty || !groupNames.isEmpty }

    /// Whether groups were asked for, and all of them by name: then no list has to be complete.
    public var namesEveryGroup: Bool { groups.isEmpty && !groupNames.isEmpty }

    /// Whether every group is selected, but for sentinel groups.
    public var selectsEveryGroup: Bool { !asksForGroups && excludedGroups.isEmpty }

    /// Whether every topic and every partition is selected.
    public var selectsEveryPartition: Bool { topics.isEmpty && excludedTopics.isEmpty && partitions.isEmpty }

    /// Whether the group is selected; never for a sentinel group.
    public func selects(group: GroupID) -> Bool {
        guard !SentinelGroup.isOne(group), !excludedGroups.contains(where: { $0.matches(group.name) }) else {
            return false
        }
        if groups.isEmpty, groupNames.isEmpty { return true }
        return groupNames.contains(group) || groups.contains { $0.matches(group.name) }
    }

    /// The groups that are selected, for reading them among many.
    public var wantedGroups: WantedGroups {
        namesEveryGroup ? .named(literalGroups) : .matching { selects(group: $0) }
    }

    /// Whether the topic is selected, or some partitions of it.
    public func selects(topic: String) -> Bool {
        guard !excludedTopics.contains(where: { $0.partitions == nil && $0.matches(topic) }) else { return false }
        return topics.isEmpty || topics.contains { $0.matches(topic) }
    }

    /// Whether the partition is selected.
    public func selects(_ topicPartition: TopicPartition) -> Bool {
        part(of: topicPartition.topic).contains(topicPartition.partition)
    }

    /// The selected partitions of a topic.
    ///
    /// - Parameters:
    ///   - topic: The topic.
    ///   - count: How many partitions it has.
    /// - Returns: All that there are, or those that are named, be they there or not; sorted.
    public func partitions(of topic: String, among count: Int32) -> [Int32] {
        let part = part(of: topic)
        return (part.taken?.sorted() ?? Array(0..<max(count, 0))).filter { !part.leftOut.contains($0) }
    }

    /// The part of the groups that is selected, in the same order.
    ///
    /// A group without offsets is kept as it is when every partition is selected; when topics or partitions narrow the
    /// selection, a group that has nothing left of it is left out.
    public func selected(from all: [GroupOffsets]) -> [GroupOffsets] {
        var known: [String: TopicPart] = [:]
        return all.compactMap { group in
            guard selects(group: group.group) else { return nil }
            if selectsEveryPartition { return group }
            let part = selectedOffsets(of: group, &known)
            return part.offsets.isEmpty ? nil : part
        }
    }

    /// A group with those of its offsets whose topic and partition are selected, whether the group is or not.
    public func selectedOffsets(of group: GroupOffsets) -> GroupOffsets {
        var known: [String: TopicPart] = [:]
        return selectedOffsets(of: group, &known)
    }

    /// The same; `known` says of topics what of them is selected.
    private func selectedOffsets(of group: GroupOffsets, _ known: inout [String: TopicPart]) -> GroupOffsets {
        group.filtered { offset in
            if let part = known[offset.topic] { return part.contains(offset.partition) }
            let part = part(of: offset.topic)
            known[offset.topic] = part
            return part.contains(offset.partition)
        }
    }

    /// What of one topic is selected.
    private struct TopicPart {
        /// The partitions that are taken; `nil` for all.
        var taken: Set<Int32>?
        /// Those of them that are left out.
        var leftOut: Set<Int32> = []

        func contains(_ partition: Int32) -> Bool {
            taken?.contains(partition) != false && !leftOut.contains(partition)
        }
    }

    private func part(of topic: String) -> TopicPart {
        guard selects(topic: topic) else { return TopicPart(taken: []) }
        var part = TopicPart(taken: partitions.isEmpty ? nil : partitions)
        let asked = topics.filter { $0.matches(topic) }
        if !asked.isEmpty, asked.allSatisfy({ $0.partitions != nil }) {
            let named = asked.reduce(into: Set<Int32>()) { $0.formUnion($1.partitions ?? []) }
            part.taken = part.taken?.intersection(named) ?? named
        }
        for excluded in excludedTopics where excluded.matches(topic) {
            part.leftOut.formUnion(excluded.partitions ?? [])
        }
        return part
    }

    private static func compileTopics(_ texts: [String], option: String) throws(TidemarkError) -> [TopicPattern] {
        var patterns: [TopicPattern] = []
        for text in texts { patterns.append(try TopicPattern(text, option: option)) }
        return patterns
    }

    private static func compile(_ texts: [String], option: String) throws(TidemarkError) -> [Pattern] {
        var patterns: [Pattern] = []
        for text in texts { patterns.append(try Pattern(text, option: option)) }
        return patterns
    }
}
