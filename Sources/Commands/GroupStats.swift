import Engine
import Offsets
import Store

/// What the groups of a cluster amount to.
struct GroupStats: Sendable {
    /// A group with what is known of it.
    struct Group: Sendable {
        let held: GroupOffsets
        let lag: GroupLag
        let standing: StandingGroups.Standing
        /// When brokers delete what it holds, at the latest; `nil` where that is not known, or not going to be.
        let expiry: Timestamp?
    }

    /// An offset outside its log.
    struct Stray: Sendable {
        let group: GroupID
        let offset: CommittedOffset
        let log: LogBounds
    }

    let cluster: String
    let moment: Timestamp
    let listed: InspectedGroups
    let offsets: InspectedOffsets
    /// How long a group that is behind stands still until it counts.
    let staleAfter: Duration
    /// How long brokers keep what groups without members hold; `nil` where they do not tell.
    let retention: Duration?
    /// The snapshots that told of the past, newest first.
    let snapshots: [StoredSnapshot]
    /// Every group that could be read, by name.
    let groups: [Group]
    /// How many groups there are in each state, the most first.
    let states: [(name: String, count: Int)]
    /// How many there are of each kind.
    let types: [(name: String, count: Int)]
    /// The records behind which all of them are; `nil` where no lag is known.
    let lag: Int64?
    let unknownLags: Int
    let offsetCount: Int
    /// The offsets outside their logs, by group and partition.
    let strays: [Stray]

    init(
        cluster: String,
        at moment: Timestamp,
        listed: InspectedGroups,
        offsets: InspectedOffsets,
        past: SnapshotSteps,
        staleAfter: Duration,
        retention: Duration?
    ) {
        self.cluster = cluster
        self.moment = moment
        self.listed = listed
        self.offsets = offsets
        self.staleAfter = staleAfter
        self.retention = retention
        snapshots = past.read
        let bounds = LogBoundsIndex(offsets.topics)
        groups = offsets.groups.map { held in
            let standing = past.standing[held.group]
            return Group(
                held: held,
                lag: GroupLag(of: held, in: bounds),
                standing: standing,
                expiry: retention.flatMap { held.expiry(standing, retention: $0) }
            )
        }
        states = Self.counted(listed.groups.map(\.state.rawValue))
        types = Self.counted(listed.groups.map(\.type.rawValue))
        lag = Self.sum(groups.compactMap(\.lag.records))
        unknownLags = groups.reduce(0) { $0 + $1.lag.unknown }
        offsetCount = groups.reduce(0) { $0 + $1.lag.offsets }
        strays = offsets.groups.flatMap { group in
            group.offsets.compactMap { offset in
                bounds.bounds(of: offset).flatMap { log in
                    (log.start...log.end).contains(offset.offset)
                        ? nil : Stray(group: group.group, offset: offset, log: log)
                }
            }
        }
    }

    /// The groups that are behind, the most first.
    var behind: [Group] {
        groups.filter { ($0.lag.records ?? 0) > 0 }.sorted { left, right in
            let (more, less) = (left.lag.records ?? 0, right.lag.records ?? 0)
            return more == less ? left.held.group < right.held.group : more > less
        }
    }

    /// Whether there is a snapshot that is old enough to tell whether a group stands still.
    var knowsStale: Bool {
        let limit = moment.advanced(by: .zero - staleAfter)
        return snapshots.contains { $0.finishedAt <= limit }
    }

    /// The groups that are behind and have held the same for ``staleAfter`` or longer, the most first; `nil` where that cannot
    /// be known.
    var stale: [Group]? {
        guard knowsStale else { return nil }
        let limit = moment.advanced(by: .zero - staleAfter)
        return behind.filter { group in group.standing.unchangedSince.map { $0 <= limit } ?? false }
    }

    /// The groups without members: those first whose offsets go first, then those that have had none for longest.
    var withoutMembers: [Group] {
        func order(_ time: Timestamp?) -> Int64 { time?.nanoseconds ?? .max }
        return groups.filter { $0.held.state == .empty }.sorted { left, right in
            let before = (order(left.expiry), order(left.standing.emptySince))
            let after = (order(right.expiry), order(right.standing.emptySince))
            return before == after ? left.held.group < right.held.group : before < after
        }
    }

    private static func sum(_ lags: [Int64]) -> Int64? {
        var total: Int64?
        for lag in lags {
            let (sum, isBeyond) = (total ?? 0).addingReportingOverflow(lag)
            total = isBeyond ? .max : sum
        }
        return total
    }

    private static func counted(_ names: [String]) -> [(name: String, count: Int)] {
        Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).map { (name: $0.key, count: $0.value) }
            .sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
    }
}
