internal import CRDKafka
public import Cluster
public import Offsets
internal import Synchronization

/// A cluster as librdkafka reaches it: listing, reading, plain commits and deletes.
///
/// Every call has a deadline. A call that fails for a passing reason (a coordinator that moves or loads, a connection
/// that breaks) is repeated on a fresh handle until its deadline; reads only, never writes. Safe to use from any task;
/// at most `RunLimits.requestsInFlight` calls should be under way at once (`docs/kafka.md` §11.5).
public final class KafkaClient: Cluster {
    /// librdkafka's own limit for one operation on one coordinator; longer than the socket timeout, so that a hung
    /// look-up fails and is sent elsewhere before the operation expires (`docs/kafka.md` §11.2).
    static let operationTimeout: Duration = .seconds(60)
    /// The pause before the first repetition; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(100)
    /// The same where a transaction on the offsets is open: the end of one that is decided takes milliseconds.
    private static let firstPauseInTransaction: Duration = .milliseconds(10)
    private static let longestPause: Duration = .seconds(2)
    /// How long a broker is given that should be the coordinator before the cluster is asked who is: a healthy one
    /// answers in milliseconds, and a read that waits for nothing never takes this long.
    private static let patienceWithGuess: Duration = .seconds(10)

    let configuration: KafkaConfiguration
    let log = ClientLog()
    let blocking = BlockingCalls(label: "tidemark.kafka.blocking", serial: false)
    /// Who should coordinate which group, by the last metadata; `nil` after one of them turned out not to.
    let coordinators = Mutex<GroupCoordinators?>(nil)
    let listing = RepeatedListing()
    private let handles: Mutex<Handles>

    /// The handles in use: one for operations at coordinators, which is thrown away when a coordinator fails, and one
    /// for blocking look-ups, which lives on until the last thread has left it.
    private struct Handles {
        var coordinators: ClientHandle
        var lookups: ClientHandle
        /// Whether a broker has failed since the handle for look-ups was made: it may still take it for a leader.
        var doubtsLookups = false
        /// For the older listing of groups, made when it is first used and thrown away when it fails.
        var listings: ClientHandle?
    }

    /// Makes a client; the first connection is made by the first call.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming a property that librdkafka refuses.
    public init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        self.configuration = configuration
        let handles = Handles(
            coordinators: try ClientHandle(configuration, log: log),
            lookups: try ClientHandle(configuration, log: log)
        )
        self.handles = Mutex(handles)
    }

    /// The version of librdkafka at run time, such as `2.0.2`.
    public static var libraryVersion: String {
        unsafe String(cString: rd_kafka_version_str())
    }

    /// The version of librdkafka at run time.
    public func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String { Self.libraryVersion }

    /// librdkafka and its version, and why it is what reads where that was not asked for.
    public var reader: String {
        "librdkafka \(Self.libraryVersion)" + (configuration.whyNotDirect.map { ", because \($0)" } ?? "")
    }

    /// Why the last connection failed, `nil` when none did.
    public var lastConnectionFailure: ConnectionFailure? { log.lastFailure }

    /// The releases that brokers speak like, by `HOST:PORT`: empty unless ``KafkaConfiguration/notesReleases``.
    public var brokerReleases: [String: KafkaRelease] { log.versions.mapValues(KafkaRelease.init) }

    /// The handle for blocking look-ups.
    var lookups: ClientHandle { handles.withLock { $0.lookups } }

    /// The handle for the older listing of groups.
    func listings() throws(KafkaError) -> ClientHandle {
        if let handle = handles.withLock({ $0.listings }) { return handle }
        let fresh = try ClientHandle(configuration, log: log)
        return handles.withLock { handles in
            let handle = handles.listings ?? fresh
            handles.listings = handle
            return handle
        }
    }

    /// Has the next older listing made on a fresh handle: one that knew a broker that died fails for as long as it lives.
    func discardListings(_ handle: ClientHandle) {
        handles.withLock { handles in
            if handles.listings === handle { handles.listings = nil }
        }
    }

    /// Calls a coordinator once.
    ///
    /// - Throws: what the call throws; the handle is thrown away when the error asks for it.
    func once<Value>(
        before deadline: Deadline,
        _ body: (_ handle: ClientHandle, _ timeout: Duration) async throws(KafkaError) -> Value
    ) async throws(KafkaError) -> Value {
        let handle = handles.withLock { $0.coordinators }
        do {
            return try await body(handle, max(.milliseconds(1), min(Self.operationTimeout, deadline.remaining)))
        } catch {
            discard(handle, after: error)
            throw error
        }
    }

    /// Calls a coordinator again and again while the failure is a passing one and the deadline allows.
    ///
    /// - Parameters:
    ///   - group: The group whose coordinator is called, when the body can name a broker; it is tried at the broker that
    ///     should be the coordinator first, and after that failed at the one the cluster names.
    ///   - deadline: When to give up.
    ///   - body: The call, at a broker, or at whoever the cluster names.
    /// - Returns: What the call returns.
    /// - Throws: the last failure; when that is only that the time was over, the one before, which says why.
    func repeating<Value>(
        of group: GroupID? = nil,
        before deadline: Deadline,
        _ body: (_ handle: ClientHandle, _ timeout: Duration, _ broker: Int32?) async throws(KafkaError) -> Value
    ) async throws(KafkaError) -> Value {
        var nextPause: Duration?
        var reason: KafkaError?
        while true {
            let broker = group.flatMap { group in coordinators.withLock { $0?.broker(of: group) } }
            let limit = broker == nil ? deadline : min(deadline, .after(Self.patienceWithGuess))
            do {
                return try await once(before: limit) { handle, timeout throws(KafkaError) in
                    try await body(handle, timeout, broker)
                }
            } catch {
                if broker != nil, Self.blamesBroker(error) { coordinators.withLock { $0 = nil } }
                // That another call's time was over, and ended the handle, says no more than that this one's was.
                if error.code != .timedOut, error.code != .handleDestroyed { reason = error }
                let first = error.code == .unstableOffsetCommit ? Self.firstPauseInTransaction : Self.firstPause
                let pause = nextPause ?? first
                guard error.code.isTransient, deadline.remaining > pause else {
                    throw reason ?? (error.code == .handleDestroyed ? Self.late : error)
                }
                guard (try? await Task.sleep(for: pause)) != nil else { throw .cancelled }
                nextPause = min(pause * 2, Self.longestPause)
            }
        }
    }

    /// The time was over, whatever the last attempt came to.
    private static let late = KafkaError(.timedOut, "the coordinator did not answer in time")

    /// Whether an error says that the broker asked is gone or is not the coordinator.
    static func blamesBroker(_ error: KafkaError) -> Bool {
        switch error.code {
        case .timedOut, .transport, .brokerGone, .allBrokersDown, .notCoordinator, .coordinatorNotAvailable: true
        default: false
        }
    }

    /// Puts a fresh handle in the place of one that failed; others that share the old one fail too after a timeout, and
    /// finish on it after any other error.
    private func discard(_ handle: ClientHandle, after error: KafkaError) {
        guard Self.blamesBroker(error) else { return }
        handles.withLock { $0.doubtsLookups = true }
        // Many calls fail at once on one handle, and a handle is several threads: only the first makes a new one.
        let isCurrent = handles.withLock { $0.coordinators === handle }
        if isCurrent, let fresh = try? ClientHandle(configuration, log: log) {
            handles.withLock { handles in
                if handles.coordinators === handle { handles.coordinators = fresh }
            }
        }
        if error.code == .timedOut { handle.retire(because: KafkaError(.handleDestroyed)) }
    }

    /// Replaces the handle for operations at coordinators, whatever its state.
    func renewCoordinators() throws(KafkaError) {
        let fresh = try ClientHandle(configuration, log: log)
        handles.withLock { handles in
            handles.coordinators = fresh
            handles.doubtsLookups = true
        }
    }

    /// Replaces the handle for look-ups, which keeps the leaders it has learned for as long as it lives.
    ///
    /// Calls that are under way end on the old one. Where no handle can be made the old one stays.
    func renewLookups() {
        guard let fresh = try? ClientHandle(configuration, log: log) else { return }
        let old = handles.withLock { handles in
            let old = handles.lookups
            handles.lookups = fresh
            handles.doubtsLookups = false
            return old
        }
        old.retire(because: KafkaError(.handleDestroyed))
    }

    /// Replaces the handle for look-ups when a broker has failed since it was made.
    func renewDoubtfulLookups() {
        if handles.withLock(\.doubtsLookups) { renewLookups() }
    }
}
