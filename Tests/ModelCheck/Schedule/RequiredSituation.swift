import EngineTestSupport
import KafkaProtocol
import KafkaSimulator
import Offsets

/// A situation that every run has to meet, whatever chance does.
enum RequiredSituation: Hashable, Sendable {
    /// The way that the process goes.
    enum Way: Hashable, Sendable {
        /// A restore to its end.
        case forward
        /// A restore to an abort.
        case backward
        /// A restore to its end, with offsets to delete.
        case deleting
        /// A restore to its end that proves the fence first.
        case proving
        /// An undo to its end: an offset and a group that the restore has made are removed.
        case undo
        /// A restore without a transaction, to its end.
        case bestEffort
        /// The same, broken off when two of three groups are written: an offset and a group that it has made are removed.
        case rollback
    }

    /// The process dies on one side of a moment.
    case death(Moment, isAfter: Bool, Way)
    /// It dies, and then the recovery does, on one side of a moment.
    case deathOfRecovery(Moment, isAfter: Bool, after: Death, Way)
    /// The journal has no room any more.
    case diskFull(Moment, Way)
    /// A run of this end.
    case end(RunState)
    /// A plan that is refused.
    case refused
    /// Somebody does something between the last question about it and the act.
    case deed(Deed, Moment, Way)
    /// A broker does something wrong.
    case fault(FaultAction, API)

    /// All of them.
    static let all: [RequiredSituation] = {
        var all: [RequiredSituation] = [
            .end(.done), .end(.raced), .end(.undecided), .end(.aborted), .end(.rolledBack), .refused,
        ]
        let foreign = Deed.commits(group: group, topic: "orders", partition: 0)
        for moment in [call(.send, group), call(.commit)] {
            for deed in [.joins(group: group), foreign, .takesTransactionalID] {
                all.append(.deed(deed, moment, .forward))
            }
        }
        for deed in [.joins(group: group), foreign] { all.append(.deed(deed, entry(.aborting), .rollback)) }
        for action: FaultAction in [
            .lostReply, .lostRequest, .falseError(.requestTimedOut), .falseError(.unknownServerError),
        ] {
            all.append(.fault(action, .endTxn))
        }
        for isAfter in [false, true] {
            for (way, moments) in moments { all += moments.map { .death($0, isAfter: isAfter, way) } }
            for (way, death, moments) in momentsOfRecovery {
                all += moments.map { .deathOfRecovery($0, isAfter: isAfter, after: death, way) }
            }
        }
        for (way, moments) in momentsOfDisk { all += moments.map { .diskFull($0, way) } }
        return all
    }()

    /// What a run notes when it has met the situation, `nil` where that is seen otherwise.
    var word: String? {
        switch self {
        case .death(let moment, let isAfter, let way): Life.word(isAfter ? .after : .before, moment, Self.work(way))
        case .deathOfRecovery(let moment, let isAfter, _, _):
            Life.word(isAfter ? .after : .before, moment, Schedule.recovery)
        case .diskFull(let moment, let way): Life.word(diskFull: moment, Self.work(way))
        case .deed(let deed, _, _): "deed: \(deed)"
        case .end, .refused, .fault: nil
        }
    }

    private static func work(_ way: Way) -> String {
        switch way {
        case .forward, .backward, .deleting, .proving: Schedule.restore
        case .undo: Schedule.undo
        case .bestEffort, .rollback: Schedule.bestEffort
        }
    }

    /// Where a process dies on its way.
    private static let moments: [(Way, [Moment])] = [
        (
            .forward,
            [.planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done].map(entry)
                + [call(.metadata), call(.list), call(.list, number: 2), call(.list, number: 3)]
                + [.initialize, .begin, .commit].map { call($0) }
                + [.readStable, .readUnstable, .send].map { call($0, group) } + [call(.send, Place.sentinel)]
        ),
        (.backward, [.aborting, .aborted].map(entry) + [call(.abort)]),
        // Each probe begins, sends and aborts; the run's own calls are the third.
        (.proving, [1, 2].flatMap { [call(.begin, number: $0), call(.send, Place.sentinel, number: $0)] }),
        (.proving, [1, 2].map { call(.abort, number: $0) }),
        (.deleting, [entry(.deleting), call(.deleteOffsets, group), call(.alterOffsets, group)]),
        (
            .undo,
            [.planned, .prechecked, .preImage, .open, .committing, .committed, .deleting, .verified, .done].map(entry)
                + [call(.commit), call(.send, group), call(.deleteOffsets, group), call(.alterOffsets, group)]
                + [call(.deleteGroup, created)]
        ),
        (
            .bestEffort,
            [.planned, .prechecked, .preImage, .open, .committed, .verified, .done].map(entry)
                + [created, group, last].map { call(.alterOffsets, $0) }
                // The second read is the look before the write.
                + [call(.readStable, group), call(.readStable, group, number: 2), call(.deleteOffsets, group)]
        ),
        (
            .rollback,
            [.aborting, .rolledBack].map(entry)
                // The first of each wrote, or asked for the right to delete.
                + [
                    call(.alterOffsets, group, number: 2), call(.deleteOffsets, group, number: 2),
                    call(.deleteGroup, created),
                ]
        ),
    ]

    /// How a process dies, and where the recovery that follows does.
    private static let momentsOfRecovery: [(Way, Death, [Moment])] = [
        (
            .forward, Death(moment: call(.send, group), manner: .after),
            [.aborting, .aborted].map(entry) + [call(.initialize), call(.lastTransaction)]
                + [Place.sentinel, group].map { call(.readStable, $0) }
        ),
        (
            .forward, Death(moment: call(.commit), manner: .after),
            [.committed, .verified, .done].map(entry) + [call(.initialize), call(.lastTransaction)]
                + [Place.sentinel, group].map { call(.readStable, $0) }
        ),
        (
            .deleting, Death(moment: call(.commit), manner: .after),
            [entry(.deleting), call(.deleteOffsets, group), call(.alterOffsets, group)]
        ),
        (
            .undo, Death(moment: call(.commit), manner: .after),
            [entry(.deleting), call(.deleteOffsets, group), call(.deleteGroup, created), entry(.done)]
        ),
        (
            .bestEffort, Death(moment: call(.alterOffsets, group), manner: .after),
            [.aborting, .rolledBack].map(entry) + [group, created].map { call(.readStable, $0) }
                + [call(.alterOffsets, group), call(.deleteOffsets, group), call(.deleteGroup, created)]
        ),
        (
            .bestEffort, Death(moment: entry(.committed), manner: .before),
            [.committed, .verified, .done].map(entry)
        ),
    ]

    /// Where the disk is full on the way of a process that lives.
    private static let momentsOfDisk: [(Way, [Moment])] = [
        (.forward, [.planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done].map(entry)),
        (.backward, [.aborting, .aborted].map(entry)),
        (.deleting, [entry(.deleting)]),
        (.undo, [.open, .deleting, .done].map(entry)),
        // With the first write of a group its acknowledgement, with the second the announcement of the next.
        (
            .bestEffort,
            [entry(.open), entry(.committed), call(.alterOffsets, created), call(.readStable, group, number: 2)]
        ),
        (.rollback, [.aborting, .rolledBack].map(entry) + [call(.alterOffsets, group, number: 2)]),
    ]

    private static func entry(_ state: RunState) -> Moment { Moment(place: .journal(state: state.rawValue)) }

    private static func call(_ call: ClusterCall.Kind, _ group: String? = nil, number: Int = 1) -> Moment {
        Moment(place: .call(call, group: group), number: number)
    }

    /// A group that the restore makes, one that it gives an offset more, and one that it only moves, in their order.
    private static let (created, group, last) = ("audit", "billing", "shipping")

    private static func position(_ partition: Int32, _ offset: Int64) -> ScheduledGroup.Position {
        ScheduledGroup.Position(topic: "orders", partition: partition, offset: offset)
    }

    private static func scheduled(
        _ name: String,
        held: [ScheduledGroup.Position]?,
        snapshot: [ScheduledGroup.Position]
    ) -> ScheduledGroup {
        ScheduledGroup(name: name, target: name, held: held, snapshot: snapshot)
    }

    /// Makes a schedule one of this situation, and leaves the rest to chance.
    func apply(to schedule: inout Schedule) {
        // The process is to come to the moment: nothing else happens before it.
        var attempts = [Attempt()]
        schedule.isUndone = false
        schedule.isBestEffort = false
        schedule.provesFence = false
        let moved = Self.scheduled(Self.group, held: [Self.position(0, 700)], snapshot: [Self.position(0, 5)])
        schedule.groups = [moved] + schedule.groups.dropFirst().filter { $0.name != Self.group }
        let commit = Deed.commits(group: Self.group, topic: "orders", partition: 0)
        let committed = Self.entry(.committed)
        switch self {
        case .death(let moment, let isAfter, let way):
            prepare(way, &schedule, &attempts[0])
            attempts[0].death = Death(moment: moment, manner: isAfter ? .after : .before)
        case .deathOfRecovery(let moment, let isAfter, let death, let way):
            prepare(way, &schedule, &attempts[0])
            attempts[0].death = death
            attempts.append(Attempt(death: Death(moment: moment, manner: isAfter ? .after : .before)))
            if moment == Self.call(.lastTransaction) { writeByOwnClient(&schedule) }
        case .diskFull(let moment, let way):
            prepare(way, &schedule, &attempts[0])
            attempts[0].diskFull = moment
        case .end(.aborted):
            attempts[0].deeds = [ScheduledDeed(moment: Self.call(.readUnstable, Self.group), deed: commit)]
        case .end(.raced): attempts[0].deeds = [ScheduledDeed(moment: committed, deed: commit)]
        case .end(.rolledBack): prepare(.rollback, &schedule, &attempts[0])
        case .end(.undecided):
            attempts[0].death = Death(moment: committed, manner: .before)
            attempts[0].deeds = [
                ScheduledDeed(moment: committed, deed: commit),
                ScheduledDeed(moment: committed, deed: .removesSentinel),
            ]
            schedule.attempts = []
        case .deed(let deed, let moment, let way):
            prepare(way, &schedule, &attempts[0])
            attempts[0].deeds.append(ScheduledDeed(moment: moment, deed: deed))
        case .fault(let action, let api):
            attempts[0].faults = [Fault(action, api: api, calls: 1...(schedule.client == .direct ? 100 : 2))]
        case .refused: schedule.groups[0].isLive = true
        case .end: break
        }
        schedule.attempts = attempts + schedule.attempts.dropFirst(attempts.count)
    }

    private func writeByOwnClient(_ schedule: inout Schedule) {
        schedule.isReadByOwnClient = schedule.client == .librdkafka
        schedule.isWrittenByOwnClient = true
    }

    private func prepare(_ way: Way, _ schedule: inout Schedule, _ attempt: inout Attempt) {
        switch way {
        case .forward: return
        case .proving:
            schedule.provesFence = true
            return
        case .backward:
            let lastLook = Self.call(.readUnstable, Self.group)
            attempt.deeds = [ScheduledDeed(moment: lastLook, deed: .interrupts)]
            return
        case .deleting:
            schedule.isExact = true
            schedule.groups[0].held?.append(Self.position(1, 710))
            return
        case .undo: schedule.isUndone = true
        case .bestEffort: schedule.isBestEffort = true
        case .rollback:
            schedule.isBestEffort = true
            attempt.deeds = [ScheduledDeed(moment: Self.call(.alterOffsets, Self.group), deed: .interrupts)]
        }
        let made = [
            Self.scheduled(Self.created, held: nil, snapshot: [Self.position(0, 7)]),
            Self.scheduled(
                Self.group,
                held: [Self.position(0, 700)],
                snapshot: [Self.position(0, 5), Self.position(1, 6)]
            ),
            Self.scheduled(Self.last, held: [Self.position(0, 701)], snapshot: [Self.position(0, 8)]),
        ]
        let names = Set(made.map(\.name))
        schedule.groups = made + schedule.groups.filter { !names.contains($0.name) }
    }
}
