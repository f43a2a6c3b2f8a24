import KafkaSimulator
import Store

/// A situation that every run has to meet, whatever chance does.
enum RequiredSituation: Hashable, Sendable {
    /// The way of a run on which a moment comes.
    enum Way: Hashable, Sendable {
        /// To its end.
        case forward
        /// To an abort.
        case backward
        /// To its end, with offsets to delete.
        case deleting
    }

    /// The process dies on one side of a moment.
    case death(Moment, isAfter: Bool, Way)
    /// A run of this end.
    case end(RunState)
    /// A plan that is refused.
    case refused
    /// Somebody does something between the last question about it and the act.
    case deed(Deed, Moment)
    /// A broker does something wrong.
    case fault(FaultAction, API)

    /// The states of a run on its way to its end, each announced in the journal.
    static let forward: [RunState] = [
        .planned, .prechecked, .preImage, .open, .committing, .committed, .verified, .done,
    ]
    /// And of one that is aborted.
    static let backward: [RunState] = [.aborting, .aborted]
    /// The calls of a restore, with the number of the one to die at.
    static let calls: [(call: Call, number: Int)] = [
        (.metadata, 1), (.listGroups, 1), (.listGroups, 2), (.listGroups, 3), (.initialize, 1), (.begin, 1),
        (.commit, 1),
    ]

    /// All of them.
    static let all: [RequiredSituation] = {
        var all: [RequiredSituation] = [.end(.done), .end(.raced), .end(.undecided), .end(.aborted), .refused]
        let sends = Moment(place: .call(.send, group: group))
        let commits = Moment(place: .call(.commit, group: nil))
        let foreign = Deed.commits(group: group, topic: "orders", partition: 0)
        for moment in [sends, commits] {
            for deed in [.joins(group: group), foreign, .takesTransactionalID] { all.append(.deed(deed, moment)) }
        }
        for action: FaultAction in [
            .lostReply, .lostRequest, .falseError(.requestTimedOut), .falseError(.unknownServerError),
        ] {
            all.append(.fault(action, .endTxn))
        }
        for isAfter in [false, true] {
            for state in forward {
                all.append(.death(Moment(place: .journal(state: state.rawValue)), isAfter: isAfter, .forward))
            }
            for state in backward {
                all.append(.death(Moment(place: .journal(state: state.rawValue)), isAfter: isAfter, .backward))
            }
            for (call, number) in calls {
                let moment = Moment(place: .call(call, group: nil), number: number)
                all.append(.death(moment, isAfter: isAfter, .forward))
            }
            all.append(.death(Moment(place: .call(.abort, group: nil)), isAfter: isAfter, .backward))
            for call in [Call.readStable, .readUnstable, .send] {
                all.append(.death(Moment(place: .call(call, group: group)), isAfter: isAfter, .forward))
            }
            all.append(.death(Moment(place: .journal(state: RunState.deleting.rawValue)), isAfter: isAfter, .deleting))
            for call in [Call.deleteOffsets, .alter] {
                all.append(.death(Moment(place: .call(call, group: group)), isAfter: isAfter, .deleting))
            }
            all.append(.death(Moment(place: .call(.send, group: Place.sentinel)), isAfter: isAfter, .forward))
        }
        return all
    }()

    private static let group = "billing"
    private static let superfluous = ScheduledGroup.Position(topic: "orders", partition: 1, offset: 710)
    private static let position = ScheduledGroup.Position(topic: "orders", partition: 0, offset: 5)

    /// Makes a schedule one of this situation, and leaves the rest to chance.
    func apply(to schedule: inout Schedule) {
        // The restore is to come to the moment: nothing else happens before it.
        var attempt = Attempt()
        let presentPosition = ScheduledGroup.Position(topic: "orders", partition: 0, offset: 700)
        let first = ScheduledGroup(
            name: Self.group,
            target: Self.group,
            held: [presentPosition],
            snapshot: [Self.position]
        )
        schedule.groups = [first] + schedule.groups.dropFirst()
        schedule.groups[0].isLive = self == .refused
        let lastLook = Moment(place: .call(.readUnstable, group: Self.group))
        let commit = Deed.commits(group: Self.group, topic: "orders", partition: 0)
        switch self {
        case .death(let moment, let isAfter, let way):
            attempt.death = Death(moment: moment, manner: isAfter ? .after : .before)
            if way == .deleting {
                schedule.isExact = true
                schedule.groups[0].held?.append(Self.superfluous)
            }
            if way == .backward { attempt.deeds = [ScheduledDeed(moment: lastLook, deed: .interrupts)] }
        case .end(.aborted): attempt.deeds = [ScheduledDeed(moment: lastLook, deed: commit)]
        case .end(.raced):
            let committed = Moment(place: .journal(state: RunState.committed.rawValue))
            attempt.deeds = [ScheduledDeed(moment: committed, deed: commit)]
        case .end(.undecided):
            let committed = Moment(place: .journal(state: RunState.committed.rawValue))
            attempt.death = Death(moment: committed, manner: .before)
            attempt.deeds = [
                ScheduledDeed(moment: committed, deed: commit),
                ScheduledDeed(moment: committed, deed: .removesSentinel),
            ]
            schedule.attempts = [attempt]
        case .deed(let deed, let moment): attempt.deeds = [ScheduledDeed(moment: moment, deed: deed)]
        case .fault(let action, let api):
            attempt.faults = [Fault(action, api: api, calls: 1...(schedule.client == .direct ? 100 : 2))]
        case .end, .refused: break
        }
        schedule.attempts = [attempt] + schedule.attempts.dropFirst()
    }
}
