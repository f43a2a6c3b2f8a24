import CRDKafka
import Offsets

/// What librdkafka does not see of groups and our own client does: the table of `docs/kafka.md` §14.6, and nothing else may
/// differ.
enum LibraryGap: String, CaseIterable {
    /// A group whose name goes on after a NUL is a failure under the name before it, beside the group that has that name.
    case nulInName = "a NUL in the name of a group"
    /// A group that holds metadata with a NUL is a failure.
    case nulInMetadata = "a NUL in metadata"
    case leaderEpochs = "leader epochs"
    case topicIDs = "ids of topics"
    /// A group of Kafka Streams that holds nothing, and every share group, is one of these two.
    case streamsOrShare = "whether a group is of Kafka Streams or a share group, where it holds nothing"
    /// They are unknown to it.
    case states = "the states Assigning, Reconciling and NotReady, and all of streams and share groups"

    /// Whether the library that runs has it: some are closed from a version on.
    var isOpen: Bool {
        let closed: Int32? =
            switch self {
            case .leaderEpochs: 0x0201_0000
            case .topicIDs: 0x0203_0000
            case .nulInMetadata: 0x0206_0100
            case .nulInName, .streamsOrShare, .states: nil
            }
        return closed.map { rd_kafka_version() < $0 } ?? true
    }
}

/// What Kafka's own AdminClient before 4.0 does not list: groups of other protocols than consumers'.
enum AdminGap: String, CaseIterable {
    case otherProtocols = "groups of other protocols than consumers'"
}

/// One thing that two readers see differently, and by which row of a table that is so.
struct Difference<Gap> {
    /// The row, `nil` where there is none: then one of the two is wrong.
    let gap: Gap?
    /// What it is.
    let what: String
}

extension GroupsView {
    /// Everything in which librdkafka's view of the same groups differs from this one.
    func differences(to library: GroupsView) -> [Difference<LibraryGap>] {
        var found: [Difference<LibraryGap>] = []
        let cut = Set(unsupported.union(groups.keys).lazy.compactMap(\.beforeNUL))
        for (group, seen) in groups {
            guard let other = library.groups[group] else {
                let gap: LibraryGap? =
                    if let stem = group.beforeNUL {
                        library.failed.contains(stem) ? .nulInName : nil
                    } else if library.unsupported.contains(group), seen.type == .streams, seen.offsets.isEmpty {
                        .streamsOrShare
                    } else if library.failed.contains(group), seen.hasNULInMetadata {
                        .nulInMetadata
                    } else if library.failed.contains(group), cut.contains(group) {
                        .nulInName
                    } else {
                        nil
                    }
                found.append(Difference(gap: gap, what: "\(group.name.debugDescription) is missing"))
                continue
            }
            found += seen.differences(to: other, of: group)
        }
        for group in library.groups.keys where groups[group] == nil {
            found.append(Difference(gap: nil, what: "\(group.name.debugDescription) is seen by librdkafka alone"))
        }
        for group in library.failed.subtracting(failed) {
            let gap: LibraryGap? =
                cut.contains(group) ? .nulInName : groups[group]?.hasNULInMetadata == true ? .nulInMetadata : nil
            found.append(Difference(gap: gap, what: "\(group.name.debugDescription) cannot be read"))
        }
        for group in failed.subtracting(library.failed) {
            found.append(Difference(gap: nil, what: "\(group.name.debugDescription) cannot be read by ours"))
        }
        for group in unsupported.symmetricDifference(library.unsupported) {
            let isStreams = groups[group].map { $0.type == .streams && $0.offsets.isEmpty } ?? false
            let isCut = group.beforeNUL.map(library.failed.contains) ?? false
            found.append(
                Difference(
                    gap: isStreams ? .streamsOrShare : isCut ? .nulInName : nil,
                    what: "\(group.name.debugDescription) holds nothing for one of them"
                )
            )
        }
        if offline != library.offline {
            found.append(Difference(gap: nil, what: "what is offline: \(offline ?? []), \(library.offline ?? [])"))
        }
        let read = Set(library.groups.values.flatMap(\.offsets).map(\.topic))
        for (topic, id) in topicIDs where read.contains(topic) && library.topicIDs[topic] != id {
            found.append(Difference(gap: library.topicIDs[topic] == nil ? .topicIDs : nil, what: "the id of \(topic)"))
        }
        return found
    }

    /// Everything in which the view of Kafka's own AdminClient differs from this one, where the release lists what.
    func differences(toAdmin admin: GroupsView, listsEveryProtocol: Bool) throws -> [Difference<AdminGap>] {
        var found: [Difference<AdminGap>] = []
        func differ(_ what: String, _ gap: AdminGap? = nil) { found.append(Difference(gap: gap, what: what)) }
        // A share group is listed, and holds nothing.
        let theirs = admin.groups.filter { $0.value.type != .share }
        for group in Set(groups.keys).union(theirs.keys) {
            let name = group.name.debugDescription
            guard let seen = groups[group] else {
                differ("\(name) is seen by the AdminClient alone")
                continue
            }
            guard let other = theirs[group], let state = other.state, let type = other.type else {
                let isOther = if case .classicOf? = seen.type { !listsEveryProtocol } else { false }
                differ("\(name) is not listed", isOther ? .otherProtocols : nil)
                if seen.offsets != theirs[group]?.offsets ?? [] { differ("the offsets of \(name)") }
                continue
            }
            if seen.state != state { differ("the state of \(name): \(seen.state?.rawValue ?? "-"), \(state.rawValue)") }
            if seen.type != type { differ("the kind of \(name): \(seen.type?.rawValue ?? "-"), \(type.rawValue)") }
            // With leader epochs.
            if seen.offsets != other.offsets { differ("the offsets of \(name)") }
        }
        if failed != admin.failed { differ("which groups cannot be read: \(failed), \(admin.failed)") }
        let shares = Set(admin.groups.filter { $0.value.type == .share }.keys)
        if unsupported != shares { differ("which are share groups: \(unsupported), \(shares)") }
        if topicIDs != admin.topicIDs { differ("the ids of topics: \(topicIDs), \(admin.topicIDs)") }
        if try digest() != Self(theirs).digest() { differ("the digest") }
        return found
    }

    private init(_ groups: [GroupID: Group]) {
        self.init()
        self.groups = groups
    }
}

extension GroupsView.Group {
    /// What librdkafka sees differently of a group that it reads.
    fileprivate func differences(to other: Self, of group: GroupID) -> [Difference<LibraryGap>] {
        var found: [Difference<LibraryGap>] = []
        let name = group.name.debugDescription
        if offsets.map(\.withoutLeaderEpoch) != other.offsets.map(\.withoutLeaderEpoch) {
            found.append(Difference(gap: nil, what: "the offsets of \(name)"))
        } else if offsets != other.offsets {
            let isUnknown = other.offsets.allSatisfy { $0.leaderEpoch == nil }
            found.append(Difference(gap: isUnknown ? .leaderEpochs : nil, what: "the leader epochs of \(name)"))
        }
        if type != other.type {
            let isEither = type == .streams && other.type == .streamsOrShare && offsets.isEmpty
            let names = "\(type?.rawValue ?? "-"), \(other.type?.rawValue ?? "-")"
            found.append(Difference(gap: isEither ? .streamsOrShare : nil, what: "the kind of \(name): \(names)"))
        }
        if state != other.state {
            let isNew = state.map { [.assigning, .reconciling, .notReady].contains($0) } == true
            let isNameless = isNew || type?.hidesState == true
            let names = "\(state?.rawValue ?? "-"), \(other.state?.rawValue ?? "-")"
            let isTold = isNameless && other.state == .unknown
            found.append(Difference(gap: isTold ? .states : nil, what: "the state of \(name): \(names)"))
        }
        return found
    }

    fileprivate var hasNULInMetadata: Bool { offsets.contains { $0.metadata.text.utf8.contains(0) } }
}

extension CommittedOffset {
    fileprivate var withoutLeaderEpoch: CommittedOffset {
        CommittedOffset(topicPartition, offset: offset, metadata: metadata)
    }
}

extension GroupID {
    /// What librdkafka keeps of a name with a NUL, `nil` for every other.
    fileprivate var beforeNUL: GroupID? {
        name.utf8.firstIndex(of: 0).map { GroupID(String(name[..<$0])) }
    }
}
