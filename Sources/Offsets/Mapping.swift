/// Under which names the groups of a snapshot are restored.
///
/// A group that no rule names keeps its name.
public struct Mapping: Hashable, Sendable {
    /// Every group under its own name.
    public static let identity = Mapping(single: nil, renames: [:])

    /// The target of the only selected group (`--to`).
    private let single: GroupID?
    /// Targets by source (`--map`).
    private let renames: [GroupID: GroupID]

    /// Reads the values of `--to` and `--map`, each of the latter `OLD=NEW`.
    ///
    /// A value is split at its first `=`. A backslash before an `=` or a backslash takes it literally, on both sides
    /// (`a\=b=c` renames `a=b` to `c`); before anything else it is a mistake. Throws `bad-mapping` (exit 64) for a
    /// value without `=`, an empty name, a name mapped twice, a sentinel group, and `--to` together with `--map`.
    public init(to single: String?, map texts: [String] = []) throws(TidemarkError) {
        guard single == nil || texts.isEmpty else {
            throw Self.refusal("--to and --map exclude each other", hint: "Write --map OLD=NEW for every group.")
        }
        var renames: [GroupID: GroupID] = [:]
        for text in texts {
            let (source, target) = try Self.parse(text)
            try Self.check(target: target, option: "--map \(text)")
            guard renames.updateValue(target, forKey: source) == nil else {
                throw Self.refusal("--map \(text): group \(source) is mapped twice")
            }
        }
        if let single { try Self.check(target: GroupID(single), option: "--to \(single)") }
        self.init(single: single.map(GroupID.init), renames: renames)
    }

    private init(single: GroupID?, renames: [GroupID: GroupID]) {
        self.single = single
        self.renames = renames
    }

    /// Gives every selected group its target, in the order of the targets.
    ///
    /// Throws `bad-mapping` (exit 64) when `--to` meets more or less than one group, when a mapped group is not
    /// selected, when two groups would go to one target, when a target is itself the source of another mapping, and
    /// when a target has the empty name, for which Kafka has no transaction.
    public func apply(to groups: [GroupOffsets]) throws(TidemarkError) -> [MappedGroup] {
        if let single, groups.count != 1 {
            throw Self.refusal(
                "--to \(single) needs exactly one selected group, and \(groups.count) are selected",
                hint: "Narrow the selection with --group, or write --map OLD=NEW for every group."
            )
        }
        let selected = Set(groups.map(\.group))
        for source in renames.keys.sorted() where !selected.contains(source) {
            throw Self.refusal(
                "--map: group \(source) is not in the snapshot or not selected",
                hint: "`tidemark show` lists the groups of a snapshot; names are compared byte by byte."
            )
        }
        for (source, target) in renames.sorted(by: { $0.key < $1.key }) where renames[target] != nil && source != target
        {
            throw Self.refusal("--map: \(target) is the target of \(source) and itself mapped to another group")
        }
        var sources: [GroupID: GroupID] = [:]
        var mapped: [MappedGroup] = []
        mapped.reserveCapacity(groups.count)
        for group in groups {
            let target = single ?? renames[group.group] ?? group.group
            guard !target.name.isEmpty else {
                throw Self.refusal(
                    "the group with the empty name cannot be restored under that name",
                    hint: "Give it another name with --map, or leave it out with --exclude-group re:^$."
                )
            }
            if let other = sources.updateValue(group.group, forKey: target) {
                throw Self.refusal(
                    "groups \(min(other, group.group)) and \(max(other, group.group)) would both go to group \(target)",
                    hint: "Give each a target of its own, or leave one out with --exclude-group."
                )
            }
            mapped.append(MappedGroup(source: group.group, target: target, offsets: group.offsets))
        }
        return mapped.sorted { $0.target < $1.target }
    }

    private static func parse(_ text: String) throws(TidemarkError) -> (source: GroupID, target: GroupID) {
        var source: String.UnicodeScalarView?
        var current = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                guard let escaped = rest.popFirst(), escaped == "=" || escaped == "\\" else {
                    throw refusal("--map \(text): a backslash stands before = or a backslash only")
                }
                current.append(escaped)
            case "=" where source == nil:
                source = current
                current = String.UnicodeScalarView()
            default: current.append(scalar)
            }
        }
        guard let source else {
            throw refusal("--map \(text): there is no =", hint: "Write --map OLD=NEW.")
        }
        guard !source.isEmpty else { throw refusal("--map \(text): the name before = is empty") }
        return (GroupID(String(source)), GroupID(String(current)))
    }

    private static func check(target: GroupID, option: String) throws(TidemarkError) {
        guard !target.name.isEmpty else { throw refusal("\(option): the target's name is empty") }
        guard !SentinelGroup.isOne(target) else {
            throw refusal("\(option): names that begin with \(SentinelGroup.prefix) are Tidemark's own")
        }
    }

    private static func refusal(_ message: String, hint: String? = nil) -> TidemarkError {
        TidemarkError("bad-mapping", message, hint: hint, exitCode: .usage)
    }
}
