import EngineTestSupport
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets

/// Makes schedules out of seeds.
struct ScheduleGenerator {
    private var random: SeededRandom
    private let client: Schedule.Client
    private var schedule: Schedule

    /// The so-manieth schedule of a run: the same seed and number, the same schedule.
    ///
    /// The first of a run are made so that together they meet everything a run has to meet; the others are left to
    /// chance.
    static func schedule(number: Int, seed: UInt64, client: Schedule.Client) -> Schedule {
        var generator = ScheduleGenerator(seed: SeededRandom.seed(seed, number: number), client: client)
        generator.makeCluster()
        generator.makeAttempts()
        if number < RequiredSituation.all.count {
            RequiredSituation.all[number].apply(to: &generator.schedule)
        }
        return generator.schedule
    }

    private init(seed: UInt64, client: Schedule.Client) {
        random = SeededRandom(seed: seed)
        self.client = client
        schedule = Schedule(
            seed: seed,
            client: client,
            brokers: 1,
            markerDelay: 0,
            topics: [],
            groups: [],
            attempts: []
        )
    }

    private static let groupNames = ["billing", "shipping", "audit", "mailer", "warehouse"]
    private static let topicNames = ["orders", "payments", "returns"]

    private var partitions: [(topic: String, partition: Int32)] {
        schedule.topics.flatMap { topic in (0..<Int32(Schedule.partitionCount)).map { (topic, $0) } }
    }

    private var targets: [String] { schedule.groups.filter { $0.snapshot != nil }.map(\.target) }

    // MARK: the cluster

    private mutating func makeCluster() {
        schedule.isOldRelease = random.happens(40)
        schedule.isExact = random.happens(35)
        schedule.isBestEffort = random.happens(20)
        schedule.isUndone = random.happens(20)
        schedule.provesFence = random.happens(10)
        schedule.hasOlderMark = random.happens(60)
        schedule.brokers = Int.random(in: 1...3, using: &random)
        schedule.isReadByOwnClient = client == .librdkafka && schedule.seed % 2 == 0
        schedule.isWrittenByOwnClient = client == .direct ? schedule.seed % 2 == 0 : schedule.seed % 4 == 0
        let delays: [Int64] = client == .direct ? [0, 0, 50, 700, 9_000] : [0, 0, 30]
        schedule.markerDelay = random.one(of: delays, else: 0)
        schedule.topics = Array(Self.topicNames.prefix(Int.random(in: 1...3, using: &random)))
        let isRenaming = random.happens(25)
        for name in Self.groupNames.prefix(Int.random(in: 1...4, using: &random)) {
            let isOutside = !targets.isEmpty && random.happens(15)
            let isMapped = isRenaming && !isOutside && random.happens(60)
            var group = ScheduledGroup(name: name, target: isMapped ? "\(name)-new" : name)
            if !random.happens(isMapped ? 70 : 15) { group.held = positions("now", 500..<1_000) }
            if !isOutside { group.snapshot = snapshot(of: group) }
            schedule.groups.append(group)
        }
        if random.happens(2) { schedule.groups[0].isLive = true }
    }

    private mutating func positions(_ metadata: String, _ offsets: Range<Int64>) -> [ScheduledGroup.Position] {
        let chosen = partitions.filter { _ in random.happens(60) }
        let some = chosen.isEmpty ? Array(partitions.prefix(1)) : chosen
        return some.map { place in
            ScheduledGroup.Position(
                topic: place.topic,
                partition: place.partition,
                offset: Int64.random(in: offsets, using: &random),
                metadata: random.happens(30) ? metadata : ""
            )
        }
    }

    /// Other positions than the group holds, but sometimes one that it keeps.
    private mutating func snapshot(of group: ScheduledGroup) -> [ScheduledGroup.Position] {
        var positions = positions("then", 0..<500)
        guard let kept = group.held?.first, random.happens(30), positions.count > 1 || !targets.isEmpty else {
            return positions
        }
        positions.removeAll { $0.topic == kept.topic && $0.partition == kept.partition }
        // A group of which everything is kept is only fenced.
        return random.happens(20) ? [kept] : positions + [kept]
    }

    // MARK: what happens

    private mutating func makeAttempts() {
        schedule.attempts = [attempt(isRecovery: false)]
        // A restore that is left alone, or only dies, is as important as one that everything happens to.
        while schedule.attempts.count < 4, random.happens(schedule.attempts.count == 1 ? 45 : 40) {
            schedule.attempts.append(attempt(isRecovery: true))
        }
    }

    private mutating func attempt(isRecovery: Bool) -> Attempt {
        var attempt = Attempt()
        let character = Int.random(in: 0..<100, using: &random)
        if character >= 12 {
            if random.happens(55) { attempt.death = death(isRecovery: isRecovery) }
            if random.happens(10) { attempt.diskFull = moment(isRecovery) }
            if random.happens(45) {
                for _ in 0..<Int.random(in: 1...3, using: &random) { attempt.faults.append(fault(isRecovery)) }
            }
            if random.happens(45) {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    attempt.deeds.append(ScheduledDeed(moment: moment(isRecovery), deed: deed()))
                }
            }
        }
        return attempt
    }

    private mutating func death(isRecovery: Bool) -> Death {
        let moment = moment(isRecovery)
        var manner: Death.Manner = random.happens(50) ? .before : .after
        // A plain write that is still under way cannot be fenced, whoever waits for it (`docs/kafka.md` §12.4 d).
        if case .request(let api, _) = moment.place, ![.offsetCommit, .offsetDelete, .deleteGroups].contains(api),
            random.happens(35)
        {
            manner = .late(Int.random(in: 0...12, using: &random))
        }
        return Death(moment: moment, manner: manner)
    }

    private mutating func moment(_ isRecovery: Bool) -> Moment {
        switch Int.random(in: 0..<(client == .direct ? 100 : 70), using: &random) {
        case ..<35:
            let states = isRecovery ? Self.statesOfRecovery : RunState.allCases
            return Moment(place: .journal(state: random.one(of: states, else: .open).rawValue))
        case ..<70: return momentOfCall(isRecovery)
        default: return momentOfRequest(isRecovery)
        }
    }

    private mutating func momentOfCall(_ isRecovery: Bool) -> Moment {
        var calls: [ClusterCall.Kind] = [.readStable, .readStable, .list, .deleteOffsets, .alterOffsets, .deleteGroup]
        if schedule.isBestEffort {
            calls += [.alterOffsets, .alterOffsets, .alterOffsets]
        } else {
            calls += [.initialize, .lastTransaction]
            if !isRecovery { calls += [.begin, .send, .send, .send, .commit, .commit, .commit, .abort] }
        }
        if !isRecovery { calls += [.metadata, .readUnstable] }
        let call = random.one(of: calls, else: .commit)
        switch call {
        case .readStable: return Moment(place: .call(call, group: markedGroup()), number: number(3))
        case .send: return Moment(place: .call(call, group: markedGroup()))
        case .alterOffsets: return Moment(place: .call(call, group: group()), number: number(2))
        case .deleteOffsets, .deleteGroup, .readUnstable: return Moment(place: .call(call, group: group()))
        case .list: return Moment(place: .call(call, group: nil), number: number(3))
        default: return Moment(place: .call(call, group: nil))
        }
    }

    private mutating func momentOfRequest(_ isRecovery: Bool) -> Moment {
        var requests: [API] = [.offsetFetch, .findCoordinator, .listGroups, .offsetDelete, .offsetCommit]
        if schedule.isBestEffort {
            requests += [.offsetCommit, .offsetCommit]
        } else {
            requests += [.initProducerId, .initProducerId, .describeTransactions]
            if !isRecovery { requests += [.addOffsetsToTxn, .txnOffsetCommit, .txnOffsetCommit, .endTxn, .endTxn] }
        }
        let api = random.one(of: requests, else: .endTxn)
        switch api {
        case .initProducerId, .endTxn, .listGroups, .describeTransactions:
            return Moment(place: .request(api, group: nil), number: number(3))
        case .offsetDelete, .offsetCommit:
            return Moment(place: .request(api, group: group()), number: number(2))
        default: return Moment(place: .request(api, group: markedGroup()), number: number(2))
        }
    }

    private static let statesOfRecovery: [RunState] = [
        .aborting, .committed, .deleting, .verified, .done, .aborted, .raced, .undecided, .rolledBack,
    ]

    private mutating func group() -> String { random.one(of: targets, else: "billing") }

    private mutating func markedGroup() -> String { random.happens(25) ? Place.sentinel : group() }

    /// Mostly the first.
    private mutating func number(_ most: Int) -> Int {
        random.happens(65) ? 1 : Int.random(in: 1...most, using: &random)
    }

    private mutating func deed() -> Deed {
        let group = random.one(of: targets, else: "billing")
        let place = random.one(of: partitions, else: ("orders", 0))
        let known = schedule.groups.first { $0.target == group }?.snapshot ?? []
        let position = random.one(of: known.map { ($0.topic, $0.partition) }, else: place)
        let chosen = random.happens(80) ? position : place
        switch Int.random(in: 0..<100, using: &random) {
        case ..<35: return .commits(group: group, topic: chosen.0, partition: chosen.1)
        case ..<50: return .joins(group: group)
        case ..<57: return .leaves(group: group)
        case ..<70: return .takesTransactionalID
        case ..<77: return .movesCoordinator(group: random.happens(50) ? group : nil)
        case ..<82: return .stopsBroker(Int32.random(in: 1...3, using: &random))
        case ..<88: return .waits(seconds: random.one(of: [1, 30, 90, 1_000], else: 1))
        case ..<92: return .removesSentinel
        case ..<95: return .removesTopic(place.topic)
        default: return .interrupts
        }
    }

    // MARK: faults

    private mutating func fault(_ isRecovery: Bool) -> Fault {
        let apis: [API] =
            schedule.isBestEffort
            ? [
                .offsetCommit, .offsetCommit, .offsetCommit, .offsetFetch, .offsetFetch, .offsetDelete, .listGroups,
                .findCoordinator,
            ]
            : isRecovery
                ? [
                    .initProducerId, .initProducerId, .offsetFetch, .offsetFetch, .listGroups, .findCoordinator,
                    .offsetDelete, .describeTransactions,
                ]
                : [
                    .initProducerId, .addOffsetsToTxn, .txnOffsetCommit, .txnOffsetCommit, .endTxn, .endTxn, .endTxn,
                    .offsetFetch, .offsetFetch, .listGroups, .metadata, .findCoordinator, .offsetDelete, .offsetCommit,
                ]
        let api = random.one(of: apis, else: .endTxn)
        let first = number(3)
        let last: Int
        switch Int.random(in: 0..<100, using: &random) {
        case ..<60: last = first
        case ..<85: last = first + Int.random(in: 1...2, using: &random)
        // The engine repeats plain commits in real time, for a minute.
        default: last = client == .direct && api != .offsetCommit ? .max : first + 3
        }
        // The first read of a recovery is that of the mark; groups are read in no order, so they are named.
        let isAboutAGroup =
            switch api {
            case .offsetFetch: !isRecovery || random.happens(50)
            case .offsetDelete, .offsetCommit: true
            case .txnOffsetCommit, .findCoordinator: random.happens(60)
            default: false
            }
        let marked = random.happens(25) ? Place.sentinel : random.one(of: targets, else: "billing")
        return Fault(
            action(api),
            api: api,
            group: isAboutAGroup ? Text(marked) : nil,
            calls: first...last
        )
    }

    private mutating func action(_ api: API) -> FaultAction {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<10: return .lostRequest
        case ..<25: return .lostReply
        case ..<32: return .closedConnection(afterEffect: false)
        case ..<42: return .closedConnection(afterEffect: true)
        case ..<46: return .throttled(milliseconds: 20)
        case ..<52 where api != .metadata && api != .listGroups: return .coordinatorMoved
        case ..<57 where api != .metadata: return .loading
        default:
            let code = random.one(of: Self.codes(of: api), else: .unknownServerError)
            let isAtPartitions =
                [.txnOffsetCommit, .offsetFetch, .offsetDelete, .offsetCommit].contains(api) && random.happens(70)
            let place: FaultAction.Place = isAtPartitions ? .partitions : .outermost
            return random.happens(35) ? .falseError(code, at: place) : .error(code, at: place)
        }
    }

    private static func codes(of api: API) -> [ErrorCode] {
        let coordination: [ErrorCode] = [.coordinatorLoadInProgress, .coordinatorNotAvailable, .notCoordinator]
        switch api {
        case .initProducerId:
            return coordination + [.concurrentTransactions, .transactionalIDAuthorizationFailed, .unknownServerError]
        case .describeTransactions:
            return coordination + [.transactionalIDNotFound, .transactionalIDAuthorizationFailed, .unknownServerError]
        case .addOffsetsToTxn:
            return coordination + [
                .concurrentTransactions, .producerFenced, .invalidTransactionState, .unknownServerError,
            ]
        case .txnOffsetCommit:
            return coordination + [
                .unknownMemberID, .topicAuthorizationFailed, .groupAuthorizationFailed, .offsetMetadataTooLarge,
                .unknownTopicOrPartition, .invalidProducerEpoch, .requestTimedOut, .unknownServerError,
            ]
        case .endTxn:
            return coordination + [
                .concurrentTransactions, .producerFenced, .invalidProducerEpoch, .invalidTransactionState,
                .requestTimedOut, .unknownServerError,
            ]
        case .offsetDelete:
            return coordination + [
                .groupSubscribedToTopic, .nonEmptyGroup, .groupAuthorizationFailed, .unknownServerError,
                .requestTimedOut,
            ]
        case .offsetCommit: return coordination + [.unknownMemberID, .requestTimedOut, .unknownServerError]
        case .offsetFetch:
            return coordination + [.unstableOffsetCommit, .groupAuthorizationFailed, .unknownServerError]
        case .findCoordinator: return [.coordinatorNotAvailable, .groupAuthorizationFailed, .unknownServerError]
        default: return [.coordinatorLoadInProgress, .coordinatorNotAvailable, .unknownServerError]
        }
    }
}
