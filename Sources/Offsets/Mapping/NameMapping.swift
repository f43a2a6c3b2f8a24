/// New names for names of one kind.
///
/// A pair goes before every substitution, and of the substitutions the first match wins. A name that no rule
/// names stays.
struct NameMapping: Hashable, Sendable {
    /// What the names are names of; the raw value stands in messages.
    enum Kind: String, Hashable, Sendable {
        case group
        case topic
    }

    private let kind: Kind
    /// In the order they were written.
    let pairs: [NamePair]
    let substitutions: [Substitution]

    /// Whether an expression fits a name.
    func fits(_ name: String) -> Bool { substitutions.contains { $0.fits(name) } }

    /// Whether every name stays.
    var isIdentity: Bool { pairs.isEmpty && substitutions.isEmpty }

    /// Rules.
    ///
    /// - Throws: `bad-mapping` (exit 64) for pairs that cannot all hold, whatever the names are: a name mapped twice, two
    ///   names to one, a name that is both an old and a new one, and a new name that is not allowed.
    init(_ kind: Kind, pairs: [NamePair] = [], substitutions: [Substitution] = []) throws(TidemarkError) {
        var places: [[UInt8]: String] = [:]
        for pair in pairs {
            try Self.check(kind, pair.target, at: pair.place)
            guard let other = places.updateValue(pair.place, forKey: Array(pair.source.utf8)) else { continue }
            throw Mapping.refusal("\(pair.place): \(kind.rawValue) \(pair.source) is mapped twice (\(other))")
        }
        self.kind = kind
        self.pairs = pairs
        self.substitutions = substitutions
        try refuseCollisions(of: pairs.map(\.source), with: pairs.map(\.target))
    }

    private init(kind: Kind) {
        self.kind = kind
        pairs = []
        substitutions = []
    }

    /// No rules.
    static func identity(_ kind: Kind) -> NameMapping { NameMapping(kind: kind) }

    /// The new names, in the order of the old ones, each of which is there once.
    ///
    /// - Throws: `bad-mapping` (exit 64) for a rule that fits none of the names, since it is most often mistyped; when two
    ///   names would become one; when a name would become one that another has; and for a new name that is not allowed.
    func targets(of names: [String]) throws(TidemarkError) -> [String] {
        guard !isIdentity else { return names }
        let known = Set(names.map { Array($0.utf8) })
        for pair in pairs where !known.contains(Array(pair.source.utf8)) {
            throw Mapping.refusal(
                "\(pair.place): \(kind.rawValue) \(pair.source) is not there or not selected",
                hint:
                    "`tidemark show` lists what a snapshot holds, `tidemark groups` the groups of a cluster; names are "
                    + "compared byte by byte."
            )
        }
        let paired = Dictionary(pairs.map { (Array($0.source.utf8), $0.target) }) { first, _ in first }
        var hasFitted = substitutions.map { _ in false }
        var targets: [String] = []
        targets.reserveCapacity(names.count)
        for name in names {
            if let target = paired[Array(name.utf8)] {
                targets.append(target)
                continue
            }
            var target = name
            for (index, substitution) in substitutions.enumerated() {
                guard let new = try substitution.apply(to: name) else { continue }
                try Self.check(kind, new, at: "\(substitution.place), applied to \(kind.rawValue) \(name)")
                hasFitted[index] = true
                target = new
                break
            }
            targets.append(target)
        }
        for (index, substitution) in substitutions.enumerated()
        where !hasFitted[index] && !names.contains(where: substitution.fits) {
            throw Mapping.refusal(
                "\(substitution.place): no selected \(kind.rawValue) matches it",
                hint: "Without it they would keep their names; leave it out if that is meant."
            )
        }
        try refuseCollisions(of: names, with: targets)
        return targets
    }

    /// Refuses two old names for one new name, and a new name that is also another one's old name.
    private func refuseCollisions(of names: [String], with targets: [String]) throws(TidemarkError) {
        var sources: [[UInt8]: String] = [:]
        let kind = kind.rawValue
        for (name, target) in zip(names, targets) {
            guard let other = sources.updateValue(name, forKey: Array(target.utf8)) else { continue }
            let both = [other, name].sorted(by: ExactText.precedes)
            throw Mapping.refusal(
                "\(kind)s \(both[0]) and \(both[1]) would both go to \(kind) \(target)",
                hint: "Give each a target of its own, or leave one out with --exclude-\(kind)."
            )
        }
        let known = Set(names.map { Array($0.utf8) })
        for (name, target) in zip(names, targets)
        where !ExactText.equal(name, target) && known.contains(Array(target.utf8)) {
            throw Mapping.refusal(
                "\(kind) \(target) is the target of \(name) and itself mapped to another \(kind)",
                hint: "Do them one after another, so that it is clear which comes first."
            )
        }
    }

    /// Refuses a new name that Kafka or Tidemark does not allow.
    static func check(_ kind: Kind, _ target: String, at place: String) throws(TidemarkError) {
        guard !target.isEmpty else { throw Mapping.refusal("\(place): the target's name is empty") }
        switch kind {
        case .group:
            guard !SentinelGroup.isOne(GroupID(target)) else {
                throw Mapping.refusal("\(place): names that begin with \(SentinelGroup.prefix) are Tidemark's own")
            }
            guard target.utf8.count <= GroupID.longest else {
                throw Mapping.refusal(
                    "the new name of a group has \(target.utf8.count) bytes, and Kafka stores at most \(GroupID.longest)"
                )
            }
        case .topic:
            guard TopicName.isLegal(target) else {
                throw Mapping.refusal(
                    "\(place): \(target) cannot be the name of a topic",
                    hint: "A topic's name has 1 to \(TopicName.longest) of the characters a-z A-Z 0-9 . _ -"
                )
            }
        }
    }
}

extension Substitution {
    /// Where it was written.
    fileprivate var place: String { "\(option) \(description)" }
}
