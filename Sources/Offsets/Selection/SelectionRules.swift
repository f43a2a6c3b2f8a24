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

    /// The topics asked for, sorted, each once, when all of them are asked for by name; else `nil`.
    public let namedTopics: [String]?

    private let groups: [Pattern]
    private let excludedGroups: [Pattern]
    private let topics: [Pattern]
    private let excludedTopics: [Pattern]
    private let partitions: Set<Int32>
    // Names without wildcards are looked up, so that a list of thousands of names stays fast.
    private let groupNames: Set<GroupID>

    /// Compiles a selection.
    ///
    /// Throws `bad-pattern` for a pattern that cannot be compiled, `bad-partition` for an index below 0 or above
    /// ``largestPartition``, and `sentinel-group` when a sentinel group is asked for by name; exit 64 each.
    public init(_ selection: Selection) throws(TidemarkError) {
        let groups = try Self.compile(selection.groups, option: "--group")
        let excludedGroups = try Self.compile(selection.excludedGroups, option: "--exclude-group")
        let topics = try Self.compile(selection.topics, option: "--topic")
        self.topics = topics
        let names = topics.compactMap(\.literal)
        namedTopics = !topics.isEmpty && names.count == topics.count ? Set(names).sorted() : nil
        excludedTopics = try Self.compile(selection.excludedTopics, option: "--exclude-topic")
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
                "--group \(name): this group is Tidemark's own mark of a transaction and holds no consumer's offsets"
            )
        }
        self.groups = groups.filter { $0.literal == nil }
        self.excludedGroups = excludedGroups
        literalGroups = groupNames.filter { name in !excludedGroups.contains { $0.matches(name.name) } }.sorted()
    }

    private init() {
        literalGroups = []
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

    /// Whether the topic is selected.
    public func selects(topic: String) -> Bool {
        guard !excludedTopics.contains(where: { $0.matches(topic) }) else { return false }
        return topics.isEmpty || topics.contains { $0.matches(topic) }
    }

    /// Whether partitions of this index are selected.
    public func selects(partition: Int32) -> Bool {
        partitions.isEmpty || partitions.contains(partition)
    }

    /// The part of the groups that is selected, in the same order.
    ///
    /// A group without offsets is kept as it is when every partition is selected; when topics or partitions narrow the
    /// selection, a group that has nothing left of it is left out.
    public func selected(from all: [GroupOffsets]) -> [GroupOffsets] {
        var known: [String: Bool] = [:]
        return all.compactMap { group in
            guard selects(group: group.group) else { return nil }
            if selectsEveryPartition { return group }
            let part = selectedOffsets(of: group, &known)
            return part.offsets.isEmpty ? nil : part
        }
    }

    /// A group with those of its offsets whose topic and partition are selected, whether the group is or not.
    public func selectedOffsets(of group: GroupOffsets) -> GroupOffsets {
        var known: [String: Bool] = [:]
        return selectedOffsets(of: group, &known)
    }

    /// The same; `known` says of topics whether they are selected.
    private func selectedOffsets(of group: GroupOffsets, _ known: inout [String: Bool]) -> GroupOffsets {
        group.filtered { offset in
            guard selects(partition: offset.partition) else { return false }
            if let answer = known[offset.topic] { return answer }
            let answer = selects(topic: offset.topic)
            known[offset.topic] = answer
            return answer
        }
    }

    private static func compile(_ texts: [String], option: String) throws(TidemarkError) -> [Pattern] {
        var patterns: [Pattern] = []
        for text in texts { patterns.append(try Pattern(text, option: option)) }
        return patterns
    }
}
