internal import Cluster
internal import Synchronization

/// How the connections of one handle have failed, and whether trying on can still bring anything.
///
/// librdkafka tries for ever, and a call ends at its deadline whatever the brokers say. This tells earlier.
final class ConnectionRecord: Sendable {
    /// How many times an address has to fail in the same way to have failed again.
    private static let repeated = 2
    /// How many times a server has to fail in the same way that may be an accident once or twice.
    private static let lasting = 3
    /// Within this time a broker that an operation waits for is dialled again: about ten times, in every version of
    /// librdkafka that was measured.
    private static let dialsAgain: Duration = .seconds(2)
    /// More than a cluster has brokers; beyond it nothing new is noted.
    private static let capacity = 10_000

    private struct Failures {
        var last: ConnectionFailure
        /// By what counts as the same way.
        var counts: [String: Int] = [:]
        /// Since it began to fail in this way.
        ///
        /// librdkafka reports no more than two failures of the same kind.
        var dials = 0
        var lastDial: ContinuousClock.Instant?
        var isFinal = false

        mutating func add(_ failure: ConnectionFailure) {
            if failure.reason != last.reason { dials = 0 }
            last = failure
            // The words name the address: one that refuses says nothing of the others of a name.
            let way = failure.reason == .refused ? failure.text : failure.reason.rawValue
            guard counts[way] != nil || counts.count < ConnectionRecord.capacity else { return }
            counts[way, default: 0] += 1
            switch failure.reason.finality {
            case .atOnce: isFinal = true
            case .whenRepeated: isFinal = counts[way, default: 0] >= ConnectionRecord.repeated
            case .whenLasting: isFinal = dials >= ConnectionRecord.lasting
            case .never: isFinal = false
            }
        }

        /// Another attempt begins, so that the one before has failed.
        mutating func addDial(_ now: ContinuousClock.Instant) {
            dials += 1
            lastDial = now
            if last.reason.finality == .whenLasting { isFinal = dials >= ConnectionRecord.lasting }
        }
    }

    private struct State {
        var failures: [BrokerName: Failures] = [:]
        var modernBrokers: Set<String> = []
        var hasSucceeded = false
        var watchers: [Int: @Sendable (ConnectionFailure) -> Void] = [:]
        var lastWatcher = 0

        mutating func note(_ failure: ConnectionFailure) {
            let broker = BrokerName(failure.peer, at: failure.address)
            guard failures[broker] != nil || failures.count < ConnectionRecord.capacity else { return }
            failures[broker, default: Failures(last: failure)].add(failure)
        }

        /// The most telling failure of a bootstrap server, when nothing is left to try: each of them has failed, and one of
        /// them for good; or those that answer close connections again and again, which the security of all decides.
        func hopeless(servers: Int) -> ConnectionFailure? {
            guard !hasSucceeded else { return nil }
            let failed = failures.filter { $0.key.peer == .bootstrap && $0.value.last.reason.finality != .never }
            let closed = failed.values.filter { $0.last.reason.finality == .whenLasting }.reduce(0) {
                $0 + 1 + $1.dials
            }
            let isFinal = failed.count >= servers && failed.values.contains(where: \.isFinal)
            guard isFinal || closed > ConnectionRecord.lasting else { return nil }
            let all = failed.values.map(\.last).sorted { $0.address < $1.address }
            // One that has answered tells more than one that is down.
            return all.first { $0.reason.finality == .atOnce } ?? all.first { !$0.reason.isUnreachable } ?? all.first
        }
    }

    private let servers: Int
    private let addresses: [String]
    private let speaksOldSCRAM: Bool
    private let usesToken: Bool
    private let state = Mutex(State())

    /// A record of a handle that has dialled nobody yet.
    init(_ configuration: KafkaConfiguration) {
        servers = configuration.serverCount
        addresses = (try? BootstrapServers(configuration.bootstrapServers))?.servers ?? []
        speaksOldSCRAM = configuration.speaksOldSCRAM
        usesToken = configuration.usesToken
    }

    /// Notes a failure and tells the watchers when nothing is left to try.
    ///
    /// - Returns: The failure with all that is known of it.
    @discardableResult
    func note(_ failure: ConnectionFailure) -> ConnectionFailure {
        update { state in
            let failure = known(failure, state)
            state.note(failure)
            return failure
        }
    }

    /// Notes that there is no token to log in with, anywhere.
    ///
    /// - Returns: What that is for each server.
    func noteTokenless(_ reason: String) -> [ConnectionFailure] {
        addresses.map { note(ConnectionFailure(.bootstrap, $0, .token, reason)) }
    }

    /// Notes that an address is dialled; tells the watchers when that says that nothing is left to try.
    func noteDial(_ address: String, now: ContinuousClock.Instant = .now) {
        update { state in
            for broker in state.failures.keys where broker.address == address { state.failures[broker]?.addDial(now) }
        }
    }

    private func update<Value: Sendable>(_ change: (inout State) -> Value) -> Value {
        let (value, hopeless, watchers) = state.withLock { state in
            let value = change(&state)
            return (value, state.hopeless(servers: servers), Array(state.watchers.values))
        }
        if let hopeless {
            for watcher in watchers { watcher(hopeless) }
        }
        return value
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

    /// The brokers that could not be reached where they say they are, up to this moment, by their number.
    ///
    /// An operation that waits for a broker that refuses dials it all the time; one that was not dialled lately has been
    /// reached since.
    func unreachableBrokers(now: ContinuousClock.Instant = .now) -> [ConnectionFailure] {
        state.withLock { state in
            state.failures.compactMap { broker, failures -> (Int32, ConnectionFailure)? in
                guard case .broker(let number) = broker.peer, failures.last.reason.isUnreachable else { return nil }
                // A name that is not known is never dialled.
                if failures.last.reason != .unresolved {
                    guard let lastDial = failures.lastDial, lastDial.duration(to: now) < Self.dialsAgain else {
                        return nil
                    }
                }
                return (number, failures.last)
            }
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func known(_ failure: ConnectionFailure, _ state: State) -> ConnectionFailure {
        if failure.reason == .credentials, usesToken {
            return ConnectionFailure(failure.peer, failure.address, .token, failure.text)
        }
        guard failure.reason == .credentials, speaksOldSCRAM, state.modernBrokers.contains(failure.address) else {
            return failure
        }
        return ConnectionFailure(failure.peer, failure.address, .repeatedNonce, failure.text)
    }
}

/// The last failure of a connection on any handle of a client, kept to say why a broker cannot be reached, and what brokers
/// understand where that is logged; nothing goes to stderr by itself.
final class ClientLog: Sendable {
    /// More than a cluster has brokers; beyond it nothing new is noted.
    private static let mostBrokers = 10_000

    private let last = Mutex<ConnectionFailure?>(nil)
    private let spoken = Mutex<[String: [Int16: Int16]]>([:])

    /// Keeps a failure in the place of the one before.
    func append(_ failure: ConnectionFailure) {
        last.withLock { $0 = failure }
    }

    /// The newest failure; `nil` when there was none.
    var lastFailure: ConnectionFailure? { last.withLock { $0 } }

    /// Keeps which versions of a request a broker understands.
    func note(_ versions: SpokenVersions, at address: String) {
        spoken.withLock { spoken in
            guard spoken[address] != nil || spoken.count < Self.mostBrokers else { return }
            spoken[address, default: [:]][versions.request] = versions.versions.upperBound
        }
    }

    /// The highest version of each request that brokers understand, by their addresses.
    var versions: [String: [Int16: Int16]] { spoken.withLock { $0 } }
}
