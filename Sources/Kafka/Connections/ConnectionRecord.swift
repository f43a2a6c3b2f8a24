internal import Synchronization

/// How the connections of one handle have failed, and whether trying on can still bring anything.
///
/// librdkafka tries for ever, and a call ends at its deadline whatever the brokers say. This tells earlier.
final class ConnectionRecord: Sendable {
    /// How many times a server has to fail in the same way where one time may be an accident: librdkafka goes through the
    /// addresses of a name one after another, a second apart, and does not report more than two of the same.
    private static let repetitions = 2
    /// More than a cluster has brokers; beyond it nothing new is noted.
    private static let capacity = 10_000

    /// Someone who was dialled.
    private struct Dialled: Hashable {
        let peer: ConnectionFailure.Peer
        let address: String
    }

    private struct Failures {
        var last: ConnectionFailure
        var counts: [String: Int] = [:]
        var isFinal = false
    }

    private struct State {
        var failures: [Dialled: Failures] = [:]
        var modernBrokers: Set<String> = []
        var hasSucceeded = false
        var watchers: [Int: @Sendable (ConnectionFailure) -> Void] = [:]
        var lastWatcher = 0

        mutating func note(_ failure: ConnectionFailure) {
            let dialled = Dialled(peer: failure.peer, address: failure.address)
            guard failures[dialled] != nil || failures.count < ConnectionRecord.capacity else { return }
            var known = failures[dialled] ?? Failures(last: failure)
            known.last = failure
            // The words name the address: one that refuses says nothing of the others of a name.
            let kind = failure.reason == .refused ? failure.text : failure.reason.rawValue
            let count = known.counts[kind, default: 0] + 1
            if known.counts.count < ConnectionRecord.capacity { known.counts[kind] = count }
            switch failure.reason.finality {
            case .atOnce: known.isFinal = true
            case .whenRepeated: known.isFinal = count >= ConnectionRecord.repetitions
            case .never: known.isFinal = false
            }
            failures[dialled] = known
        }

        /// The most telling failure of a bootstrap server, when each of them has failed and one of them for good; where
        /// there is one only, it may have more addresses.
        func hopeless(servers: Int) -> ConnectionFailure? {
            guard !hasSucceeded else { return nil }
            let failed = failures.filter { $0.key.peer == .bootstrap && $0.value.last.reason.finality != .never }
            guard failed.count >= servers, failed.values.contains(where: \.isFinal) else { return nil }
            let all = failed.values.map(\.last).sorted { $0.address < $1.address }
            // One that has answered tells more than one that is down.
            return all.first { $0.reason.finality == .atOnce } ?? all.first { !$0.reason.isUnreachable } ?? all.first
        }
    }

    /// What came of noting a failure.
    private struct News {
        let failure: ConnectionFailure
        let hopeless: ConnectionFailure?
        let watchers: [@Sendable (ConnectionFailure) -> Void]
    }

    private let servers: Int
    private let speaksOldSCRAM: Bool
    private let state = Mutex(State())

    /// A record of a handle that has dialled nobody yet.
    init(_ configuration: KafkaConfiguration) {
        servers = configuration.serverCount
        speaksOldSCRAM = configuration.speaksOldSCRAM
    }

    /// Notes a failure and tells the watchers when nothing is left to try.
    ///
    /// - Returns: The failure with all that is known of it.
    @discardableResult
    func note(_ failure: ConnectionFailure) -> ConnectionFailure {
        let news = state.withLock { state -> News in
            let failure = known(failure, state)
            state.note(failure)
            return News(
                failure: failure,
                hopeless: state.hopeless(servers: servers),
                watchers: Array(state.watchers.values)
            )
        }
        if let hopeless = news.hopeless {
            for watcher in news.watchers { watcher(hopeless) }
        }
        return news.failure
    }

    /// Notes that the broker at an address is of Kafka 4 or newer.
    func noteModernBroker(at address: String) {
        state.withLock { state in
            if state.modernBrokers.count < Self.capacity { state.modernBrokers.insert(address) }
        }
    }

    /// Notes that a broker has answered: from now on the cluster may be down for a while, but is the right one.
    func noteSuccess() {
        state.withLock { $0.hasSucceeded = true }
    }

    /// Calls as soon as nothing is left to try, at once when that is so already.
    ///
    /// - Returns: A number for ``forget(_:)``.
    func whenHopeless(_ action: @escaping @Sendable (ConnectionFailure) -> Void) -> Int {
        let (number, hopeless) = state.withLock { state in
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = action
            return (state.lastWatcher, state.hopeless(servers: servers))
        }
        if let hopeless { action(hopeless) }
        return number
    }

    /// Ends the calling.
    func forget(_ watcher: Int) {
        state.withLock { $0.watchers[watcher] = nil }
    }

    /// The brokers that cannot be reached where they say they are, by their number.
    var unreachableBrokers: [ConnectionFailure] {
        state.withLock { state in
            state.failures.compactMap { dialled, failures -> (Int32, ConnectionFailure)? in
                guard case .broker(let number) = dialled.peer, failures.last.reason.isUnreachable else { return nil }
                return (number, failures.last)
            }
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func known(_ failure: ConnectionFailure, _ state: State) -> ConnectionFailure {
        guard failure.reason == .credentials, speaksOldSCRAM, state.modernBrokers.contains(failure.address) else {
            return failure
        }
        return ConnectionFailure(failure.peer, failure.address, .repeatedNonce, failure.text)
    }
}
