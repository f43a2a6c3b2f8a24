/// Under which names the groups of a snapshot are restored, and their topics.
///
/// A group or topic that no rule names keeps its name.
public struct Mapping: Hashable, Sendable {
    /// Every group and topic under its own name.
    public static let identity = Mapping()

    /// The target of the only selected group (`--to`).
    private let single: GroupID?
    private let groups: NameMapping
    private let topics: NameMapping

    /// Reads the values of the mapping options.
    ///
    /// - Parameters:
    ///   - single: The value of `--to`.
    ///   - texts: The values of `--map`, each `OLD=NEW`; a backslash before an `=` or a backslash takes it literally.
    ///   - file: The name and the content of `--map-file`: such pairs, one a line, and comments after `#`.
    ///   - renames: The values of `--rename`, each a ``Substitution``; the first that fits a name decides.
    ///   - topicTexts: The values of `--topic-map`, as `--map`.
    ///   - topicRenames: The values of `--topic-rename`, as `--rename`.
    /// - Throws: `bad-mapping` (exit 64) for a value that is none, `--to` together with other rules for groups, and pairs
    ///   that contradict each other.
    public init(
        to single: String?,
        map texts: [String] = [],
        file: (name: String, text: String)? = nil,
        rename renames: [String] = [],
        topicMap topicTexts: [String] = [],
        topicRename topicRenames: [String] = []
    ) throws(TidemarkError) {
        guard single == nil || texts.isEmpty && file == nil && renames.isEmpty else {
            throw Self.refusal(
                "--to and \(texts.isEmpty ? file == nil ? "--rename" : "--map-file" : "--map") exclude each other",
                hint: "Write --map OLD=NEW for every group."
            )
        }
        var pairs = try Self.pairs(texts, option: "--map")
        if let file { pairs += try NamePair.pairs(in: file.text, of: file.name) }
        groups = try NameMapping(.group, pairs: pairs, substitutions: try Self.substitutions(renames, "--rename"))
        topics = try NameMapping(
            .topic,
            pairs: try Self.pairs(topicTexts, option: "--topic-map"),
            substitutions: try Self.substitutions(topicRenames, "--topic-rename")
        )
        if let single { try NameMapping.check(.group, single, at: "--to \(single)") }
        self.single = single.map(GroupID.init)
    }

    /// One group under another name.
    ///
    /// - Throws: `bad-mapping` (exit 64) when no group can have the new name.
    public init(from source: String, to target: String) throws(TidemarkError) {
        let place = "\(source) \(target)"
        groups = try NameMapping(.group, pairs: [NamePair(source: source, target: target, place: place)])
        topics = .identity(.topic)
        single = nil
    }

    private init() {
        single = nil
        groups = .identity(.group)
        topics = .identity(.topic)
    }

    /// Gives every selected group its target, and every offset the topic it goes to.
    ///
    /// - Parameter selected: The groups, each once.
    /// - Returns: The groups under their target names.
    /// - Throws: `bad-mapping` (exit 64) when `--to` meets more or less than one group, when a rule fits nothing that is
    ///   selected, when two groups or topics would become one, when a target is itself the source of another mapping, and
    ///   when a target has the empty name, for which Kafka has no transaction.
    public func apply(to selected: [GroupOffsets]) throws(TidemarkError) -> MappedGroups {
        let targets = try targets(of: selected.map(\.group))
        let renamed = try renamedTopics(in: selected)
        var mapped: [MappedGroup] = []
        mapped.reserveCapacity(selected.count)
        for (group, target) in zip(selected, targets) {
            guard !target.name.isEmpty else {
                throw Self.refusal(
                    "the group with the empty name cannot be restored under that name",
                    hint: "Give it another name with --map, or leave it out with --exclude-group re:^$."
                )
            }
            let offsets = renamed.isEmpty ? group.offsets : group.offsets.map { $0.renamed(by: renamed) }
            mapped.append(MappedGroup(source: group.group, target: target, offsets: offsets))
        }
        return MappedGroups(
            mapped.sorted { $0.target < $1.target },
            renamedTopics: Dictionary(renamed.map { ($0.value, $0.key) }) { first, _ in first }
        )
    }

    /// The groups that get another name by their own names, in the order they were written.
    public var namedGroups: [GroupID] { groups.pairs.map { GroupID($0.source) } }

    /// Whether every rule for groups names one, so that nobody has to know which groups there are.
    public var namesEveryGroup: Bool { groups.substitutions.isEmpty && single == nil }

    /// Those of the groups that a rule is about: a pair names them, or an expression fits their names.
    public func concerned(of all: [GroupOffsets]) -> [GroupOffsets] {
        guard single == nil else { return all }
        let named = Set(namedGroups)
        return all.filter { named.contains($0.group) || groups.fits($0.group.name) }
    }

    private func targets(of groups: [GroupID]) throws(TidemarkError) -> [GroupID] {
        guard let single else { return try self.groups.targets(of: groups.map(\.name)).map(GroupID.init) }
        guard groups.count == 1 else {
            throw Self.refusal(
                "--to \(single) needs exactly one selected group, and \(groups.count) are selected",
                hint: "Narrow the selection with --group, or write --map OLD=NEW for every group."
            )
        }
        return [single]
    }

    /// The new names of the topics that get one, by the old name.
    private func renamedTopics(in groups: [GroupOffsets]) throws(TidemarkError) -> [String: String] {
        guard !topics.isIdentity else { return [:] }
        let names = Set(groups.flatMap { $0.offsets.map(\.topic) }).sorted()
        var renamed: [String: String] = [:]
        for (name, target) in zip(names, try topics.targets(of: names)) where name != target {
            renamed[name] = target
        }
        return renamed
    }

    private static func pairs(_ texts: [String], option: String) throws(TidemarkError) -> [NamePair] {
        var pairs: [NamePair] = []
        for text in texts { pairs.append(try NamePair(text, option: option)) }
        return pairs
    }

    private static func substitutions(_ texts: [String], _ option: String) throws(TidemarkError) -> [Substitution] {
        var substitutions: [Substitution] = []
        for text in texts { substitutions.append(try Substitution(text, option: option)) }
        return substitutions
    }

    static func refusal(_ message: String, hint: String? = nil) -> TidemarkError {
        TidemarkError(.badMapping, message, hint: hint)
    }
}

extension CommittedOffset {
    fileprivate func renamed(by topics: [String: String]) -> CommittedOffset {
        guard let target = topics[topic] else { return self }
        return CommittedOffset(
            TopicPartition(topic: target, partition: partition),
            offset: offset,
            leaderEpoch: leaderEpoch,
            metadata: metadata
        )
    }
}
