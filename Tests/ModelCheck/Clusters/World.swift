import Engine
import KafkaProtocol
import Offsets
import Synchronization

@testable import KafkaSimulator

/// The simulated cluster of one schedule, with everybody in it but Tidemark.
final class World: Sendable {
    /// What carries requests to the brokers.
    private enum Brokers {
        /// Requests are handed over one by one; time stands until somebody waits.
        case direct(ClusterServer)
        /// Requests come through sockets; time is the machine's.
        case served(Simulator)
    }

    /// A partition of a group.
    struct Spot: Hashable, Sendable {
        let group: Text
        let topic: Text
        let partition: Int32
    }

    /// What others have done so far.
    struct Others: Sendable {
        /// What they committed last.
        var commits: [Spot: StoredOffset] = [:]
        /// Those of them that came between a look of the process and a plain write, where they can be lost.
        var losableCommits: Set<Spot> = []
        /// The topics they deleted.
        var removedTopics: Set<Text> = []
        fileprivate var count: Int64 = 0
        fileprivate var members: [Text: [Text]] = [:]
        fileprivate var stopped: Set<Int32> = []
        fileprivate var late: [(frame: [UInt8], broker: Int32, countdown: Int)] = []
    }

    private static let start: Int64 = 1_795_000_000_000
    /// What other consumers commit, all above what snapshot and cluster hold.
    private static let firstOfOthers: Int64 = 2_000

    private let brokers: Brokers
    private let others = Mutex(Others())

    init(_ schedule: Schedule) throws {
        let release: SimulatedRelease = schedule.isOldRelease ? .kafka39 : .kafka43
        switch schedule.client {
        case .direct:
            let state = ClusterState(release: release, brokers: schedule.brokers, at: Self.start)
            brokers = .direct(ClusterServer(state, clock: .standing(at: Self.start)))
        case .librdkafka: brokers = .served(try Simulator.start(brokers: schedule.brokers, release: release))
        }
        withState { Self.fill(&$0, schedule) }
    }

    private static func fill(_ state: inout ClusterState, _ schedule: Schedule) {
        state.markerDelay = schedule.markerDelay
        for topic in schedule.topics {
            let name = Text(topic)
            state.addTopic(name, partitions: Schedule.partitionCount)
            for index in 0..<Schedule.partitionCount {
                state.topics[name]?.partitions[index].endOffset = Schedule.logEnd
            }
        }
        for group in schedule.groups {
            if let held = group.held {
                var offsets: [Text: [Int32: StoredOffset]] = [:]
                for position in held where state.topics[Text(position.topic)] != nil {
                    offsets[Text(position.topic), default: [:]][position.partition] = StoredOffset(
                        offset: position.offset,
                        metadata: Text(position.metadata),
                        committedAt: state.now
                    )
                }
                state.groups[Text(group.target)] = ConsumerGroup(protocolType: "consumer", offsets: offsets)
            }
            if group.isLive { state.addMember("resident", to: Text(group.target), topics: ["orders"]) }
        }
    }

    /// Where the brokers listen; empty without sockets.
    var bootstrapServers: String {
        if case .served(let simulator) = brokers { simulator.bootstrapServers } else { "" }
    }

    /// Looks at the state and changes it, between two requests.
    func withState<Value: Sendable>(_ body: (inout ClusterState) throws -> Value) rethrows -> Value {
        switch brokers {
        case .direct(let server): try server.withState(body)
        case .served(let simulator): try simulator.withState(body)
        }
    }

    /// Whether a group has members.
    func hasMembers(_ group: Text) -> Bool { withState { $0.groups[group]?.members.isEmpty == false } }

    /// What others have done.
    var doneByOthers: Others { others.withLock { $0 } }

    /// The transactional id of every Tidemark on this cluster.
    var transactionalID: Text { withState { Text("tidemark-\($0.clusterID)") } }

    /// Begins an attempt: these faults and no others, every broker up.
    ///
    /// - Parameters:
    ///   - faults: The faults; those of ``Place/sentinel`` befall the group that is.
    ///   - sentinel: That group.
    func begin(_ faults: [Fault], sentinel: GroupID?) {
        let faults = faults.map { fault in
            var fault = fault
            if fault.group == Text(Place.sentinel) { fault.group = sentinel.map { Text($0.name) } }
            return fault
        }
        let stopped = others.withLock { others in
            defer { others.stopped = [] }
            return others.stopped
        }
        withState { state in
            for id in stopped { state.brokers[id]?.isRunning = true }
        }
        switch brokers {
        case .direct(let server):
            server.clearFaults()
            for fault in faults { server.add(fault) }
        case .served(let simulator):
            simulator.clearFaults()
            for fault in faults { simulator.add(fault) }
        }
    }

    /// Lets time pass; the machine's passes by itself.
    func wait(milliseconds: Int64) {
        switch brokers {
        case .direct(let server): server.advance(byMilliseconds: milliseconds)
        case .served(let simulator): simulator.withState { $0.advance(to: $0.now + milliseconds) }
        }
    }

    /// Leaves the mark of an earlier run at every partition, as Tidemark does in its transactions at one.
    func leaveMark(of sentinel: GroupID) {
        let mark = Text(SentinelMark(run: "20260101T000000Z-00000001", direction: .forward).description)
        withState { state in
            let offset = StoredOffset(offset: 1, metadata: mark, committedAt: state.now)
            let partitions = (0..<Int32(Schedule.partitionCount)).map { ($0, offset) }
            let offsets = state.topics.mapValues { _ in Dictionary(uniqueKeysWithValues: partitions) }
            state.groups[Text(sentinel.name)] = ConsumerGroup(offsets: offsets)
        }
    }

    /// Whether some mark is there at a partition.
    func hasMark(of sentinel: GroupID, at place: TopicPartition) -> Bool {
        withState { $0.groups[Text(sentinel.name)]?.offsets[Text(place.topic)]?[place.partition] != nil }
    }

    // MARK: requests without sockets

    /// Hands a request to a broker.
    func deliver(_ frame: [UInt8], to broker: Int32) -> Reply {
        guard case .direct(let server) = brokers else { return .close }
        for late in arriving() { _ = server.reply(to: late.frame, at: late.broker) }
        return server.reply(to: frame, at: broker)
    }

    /// Keeps a request of a process that has died until so many others have come.
    func keep(_ frame: [UInt8], to broker: Int32, until countdown: Int) {
        others.withLock { $0.late.append((frame, broker, countdown)) }
    }

    /// Delivers what is still under way.
    func deliverEverything() {
        guard case .direct(let server) = brokers else { return }
        let late = others.withLock { others in
            defer { others.late = [] }
            return others.late
        }
        for late in late { _ = server.reply(to: late.frame, at: late.broker) }
    }

    private func arriving() -> [(frame: [UInt8], broker: Int32)] {
        others.withLock { others in
            for index in others.late.indices { others.late[index].countdown -= 1 }
            defer { others.late.removeAll { $0.countdown < 0 } }
            return others.late.filter { $0.countdown < 0 }.map { ($0.frame, $0.broker) }
        }
    }

    // MARK: what others do

    /// Does what somebody else does.
    ///
    /// - Parameters:
    ///   - deed: What.
    ///   - stop: How the operator stops the process.
    ///   - run: How far the process is, by its journal.
    func act(_ deed: Deed, _ stop: StopRequest, amid run: DurableJournal.LastRun?) {
        switch deed {
        case .commits(let group, let topic, let partition):
            let isLosable = run?.announces(GroupID(group)) == true
            commit(Spot(group: Text(group), topic: Text(topic), partition: partition), isLosable: isLosable)
        case .joins(let group): join(Text(group))
        case .leaves(let group): leave(Text(group))
        case .takesTransactionalID:
            let id = transactionalID
            withState { $0.takeOver(id) }
        case .movesCoordinator(let group):
            let name = group.map { Text($0) } ?? transactionalID
            withState { $0.moveCoordinator(of: name) }
        case .stopsBroker(let id): stopBroker(id)
        case .waits(let seconds): wait(milliseconds: seconds * 1_000)
        case .removesSentinel: removeSentinel()
        case .removesTopic(let topic):
            others.withLock { others in
                others.removedTopics.insert(Text(topic))
                others.commits = others.commits.filter { $0.key.topic != Text(topic) }
            }
            withState { $0.removeTopic(Text(topic)) }
        case .interrupts: stop.request(.interrupted)
        }
    }

    private func commit(_ spot: Spot, isLosable: Bool) {
        let number = others.withLock { others in
            others.count += 1
            return others.count
        }
        let committed = withState { state -> StoredOffset? in
            guard state.topics[spot.topic] != nil else { return nil }
            var offset = StoredOffset(
                offset: Self.firstOfOthers + number,
                metadata: Text("other \(number)"),
                committedAt: state.now
            )
            offset.position = state.nextPosition
            state.nextPosition += 1
            var group = state.groups[spot.group] ?? ConsumerGroup()
            group.offsets[spot.topic, default: [:]][spot.partition] = offset
            state.groups[spot.group] = group
            return offset
        }
        guard let committed else { return }
        others.withLock { others in
            others.commits[spot] = committed
            if isLosable { others.losableCommits.insert(spot) } else { others.losableCommits.remove(spot) }
        }
    }

    private func join(_ group: Text) {
        let member = others.withLock { others in
            others.count += 1
            let member = Text("member-\(others.count)")
            others.members[group, default: []].append(member)
            return member
        }
        withState { $0.addMember(member, to: group) }
    }

    private func leave(_ group: Text) {
        guard let member = others.withLock({ $0.members[group]?.popLast() }) else { return }
        withState { $0.removeMember(member, of: group) }
    }

    private func stopBroker(_ id: Int32) {
        let hasStopped = withState { state in
            guard state.brokers.values.count(where: \.isRunning) > 1, state.brokers[id]?.isRunning == true else {
                return false
            }
            state.brokers[id]?.isRunning = false
            let running = state.brokers.values.filter(\.isRunning).map(\.id).sorted()
            for slot in state.coordinators.indices where state.coordinators[slot] == id {
                state.coordinators[slot] = running[slot % running.count]
            }
            return true
        }
        if hasStopped { others.withLock { _ = $0.stopped.insert(id) } }
    }

    private func removeSentinel() {
        withState { state in
            for name in state.groups.keys where SentinelGroup.isOne(GroupID("\(name)")) {
                state.groups[name]?.offsets = [:]
            }
        }
    }
}

extension ClusterState {
    /// What InitProducerId of another process does, until it succeeds: an open transaction is aborted, and the producer
    /// that had it is fenced.
    fileprivate mutating func takeOver(_ id: Text) {
        guard let transaction = transactions[id] else { return }
        if transaction.state == .ongoing {
            transactions[id]?.epoch &+= 1
            decide(id, isCommitted: false)
        }
        complete(id)
        transactions[id]?.epoch &+= 1
        transactions[id]?.state = .empty
    }
}
