internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// An answer, and the request that it answers.
struct Answered: Sendable {
    /// What was asked.
    let request: EncodedRequest
    /// The answer with its header.
    let frame: [UInt8]

    /// The answer, read by its table.
    ///
    /// - Throws: ``KafkaError``: `malformedReply` where it is none.
    func message() throws(KafkaError) -> Structure {
        do throws(MalformedMessage) {
            return try request.message(in: frame)
        } catch {
            throw KafkaError(.malformedReply, "\(request.api): \(error.reason)")
        }
    }
}

/// Asking one broker one thing, and repeating what failed for a passing reason.
extension DirectClient {
    /// The longest wait for a first answer from any broker: enough for a restarting broker, short for a wrong port.
    static let firstContactLimit: Duration = .seconds(20)
    /// How long one server may take to be connected to before others are tried as well.
    private static let firstContactShare: Duration = .seconds(5)
    /// How long one broker may take to answer what any of them could, before another one is asked.
    private static let patienceWithOne: Duration = .seconds(5)
    /// The pause before the servers that an operator named are tried again.
    private static let contactPause: Duration = .seconds(1)
    /// The pause before the first repetition; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(100)
    /// The same where a transaction on the offsets is open: the end of one that is decided takes milliseconds.
    private static let firstPauseInTransaction: Duration = .milliseconds(10)
    private static let longestPause: Duration = .seconds(2)

    /// Asks a broker.
    ///
    /// - Parameters:
    ///   - broker: Which, by its number; `nil` for any.
    ///   - api: What.
    ///   - limit: The newest version that is wanted.
    ///   - lane: Over which of the connections to it.
    ///   - expectedBytes: How long the answer is expected to be.
    ///   - deadline: When to give up.
    ///   - message: The request in a version.
    /// - Returns: The answer.
    /// - Throws: ``KafkaError`` of the connection; `_UNSUPPORTED_FEATURE` where the broker does not know the request.
    func ask(
        _ broker: Int32?,
        _ api: API,
        upTo limit: Int16 = .max,
        lane: Int = 0,
        expectedBytes: Int = 0,
        before deadline: Deadline,
        _ message: (_ version: Int16) throws(KafkaError) -> Structure
    ) async throws(KafkaError) -> Answered {
        try await ask(broker, [api], upTo: limit, lane: lane, expectedBytes: expectedBytes, before: deadline) {
            _,
            version throws(KafkaError) in
            try message(version)
        }[0]
    }

    /// Asks a broker several things, one right after the other on one connection; it works on them in this order.
    ///
    /// - Parameters:
    ///   - broker: Which, by its number; `nil` for any.
    ///   - apis: What.
    ///   - limit: The newest version that is wanted.
    ///   - lane: Over which of the connections to it.
    ///   - expectedBytes: How long each answer is expected to be.
    ///   - deadline: When to give up.
    ///   - message: The request at a place in the list, in a version.
    /// - Returns: The answers, one for each.
    /// - Throws: ``KafkaError`` of the connection; `_UNSUPPORTED_FEATURE` where the broker does not know a request.
    func ask(
        _ broker: Int32?,
        _ apis: [API],
        upTo limit: Int16 = .max,
        lane: Int = 0,
        expectedBytes: Int = 0,
        before deadline: Deadline,
        _ message: (_ place: Int, _ version: Int16) throws(KafkaError) -> Structure
    ) async throws(KafkaError) -> [Answered] {
        guard let broker else {
            return try await askAny(apis, upTo: limit, expectedBytes: expectedBytes, before: deadline, message)
        }
        let found = try await connection(to: broker, lane: lane, before: deadline)
        return try await ask(found, apis, limit, lane, expectedBytes, before: deadline, message)
    }

    /// Asks one broker after another until one answers; the last one has all the time that is left.
    private func askAny(
        _ apis: [API],
        upTo limit: Int16,
        expectedBytes: Int,
        before deadline: Deadline,
        _ message: (_ place: Int, _ version: Int16) throws(KafkaError) -> Structure
    ) async throws(KafkaError) -> [Answered] {
        var tried: Set<ServerAddress> = []
        while true {
            let found = try await anyConnection(before: deadline)
            let address = found.connection.address
            let all = topology.withLock { Set($0.brokers.values) }.union(configuration.servers)
            let hasOthers = !tried.contains(address) && !all.subtracting(tried).subtracting([address]).isEmpty
            let share = hasOthers ? min(deadline, .after(Self.patienceWithOne)) : deadline
            do throws(KafkaError) {
                let answers = try await ask(found, apis, limit, 0, expectedBytes, before: share, message)
                topology.withLock { _ = $0.silent.remove(address) }
                return answers
            } catch {
                guard error.code == .timedOut, share < deadline else { throw error }
                tried.insert(address)
                topology.withLock { _ = $0.silent.insert(address) }
            }
        }
    }

    /// Asks over a connection.
    private func ask(
        _ found: (connection: BrokerConnection, versions: BrokerVersions),
        _ apis: [API],
        _ limit: Int16,
        _ lane: Int,
        _ expectedBytes: Int,
        before deadline: Deadline,
        _ message: (_ place: Int, _ version: Int16) throws(KafkaError) -> Structure
    ) async throws(KafkaError) -> [Answered] {
        let (connection, versions) = found
        var requests: [EncodedRequest] = []
        for (place, api) in apis.enumerated() {
            guard let version = versions.version(of: api, upTo: limit) else {
                throw KafkaError(.unsupportedFeature, "the broker at \(connection.address) does not understand \(api)")
            }
            requests.append(EncodedRequest(api, version: version, try message(place, version)))
        }
        do throws(KafkaError) {
            var exchanges: [Exchange] = []
            for request in requests {
                exchanges.append(try connection.send(request, expectedBytes: expectedBytes, before: deadline))
            }
            var answers: [Answered] = []
            for (request, exchange) in zip(requests, exchanges) {
                answers.append(Answered(request: request, frame: try await connection.answer(to: exchange)))
            }
            return answers
        } catch {
            pool.noteEnd(of: connection, lane, error)
            throw error
        }
    }

    /// The newest version of a request that a broker and this client know.
    ///
    /// - Throws: ``KafkaError`` of the connection; `_UNSUPPORTED_FEATURE` where the broker does not know the request.
    func version(of api: API, at broker: Int32, before deadline: Deadline) async throws(KafkaError) -> Int16 {
        let (connection, versions) = try await connection(to: broker, lane: 0, before: deadline)
        guard let version = versions.version(of: api) else {
            throw KafkaError(.unsupportedFeature, "the broker at \(connection.address) does not understand \(api)")
        }
        return version
    }

    /// The release of Kafka that a broker speaks like.
    ///
    /// - Throws: ``KafkaError`` of the connection.
    func release(of broker: Int32, before deadline: Deadline) async throws(KafkaError) -> KafkaRelease {
        try await connection(to: broker, lane: 0, before: deadline).versions.release
    }

    /// A connection to a broker of the cluster.
    private func connection(
        to broker: Int32,
        lane: Int,
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        guard let address = topology.withLock({ $0.brokers[broker] }) else {
            throw KafkaError(.transport, "broker \(broker) is not among those that the cluster tells of")
        }
        return try await pool.connection(to: address, as: .broker(broker), lane: lane, before: deadline)
    }

    /// A connection to whoever is there: a broker that is connected to, another broker, or a server that was named.
    private func anyConnection(
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        let (all, silent) = topology.withLock { ($0.brokers.sorted { $0.key < $1.key }, $0.silent) }
        let brokers = all.filter { !silent.contains($0.value) }
        let connected = brokers.filter { pool.isConnected(to: $0.value) }
        for (number, address) in connected {
            if let found = try? await pool.connection(to: address, as: .broker(number), before: deadline) {
                return found
            }
        }
        let addresses = Set(all.map(\.value))
        let servers = configuration.servers.filter { !addresses.contains($0) && !silent.contains($0) }
        let peers =
            brokers.map { ($0.value, ConnectionFailure.Peer.broker($0.key)) } + servers.map { ($0, .bootstrap) }
        guard !silent.isEmpty else { return try await contact(peers, before: deadline) }
        do throws(KafkaError) {
            guard !peers.isEmpty else { throw KafkaError(.allBrokersDown) }
            return try await contact(peers, before: min(deadline, .after(Self.firstContactShare)))
        } catch {
            guard error.code != .cancelled else { throw error }
            // Nobody is left that has not been silent.
            topology.withLock { $0.silent = [] }
            return try await anyConnection(before: deadline)
        }
    }

    /// Connects to the first of the named servers, or of the brokers, that answers.
    ///
    /// It is given up as soon as every server has denied access, or could not be reached twice.
    private func contact(
        _ peers: [(address: ServerAddress, peer: ConnectionFailure.Peer)],
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        let limit = min(deadline, .after(Self.firstContactLimit))
        var isSecond = false
        while true {
            var failures: [KafkaError] = []
            let share = min(limit, .after(Self.firstContactShare))
            // Where an attempt came to nothing lately the others come first: a broker that goes down may still take connections,
            // only to close them.
            let doubtful = peers.filter { pool.hasFailed(at: $0.address) }
            let fresh = peers.filter { !pool.hasFailed(at: $0.address) }
            for part in [fresh, doubtful] where !part.isEmpty {
                for result in await firstContacts(part, before: share) {
                    switch result {
                    case .success(let found): return found
                    case .failure(let error): failures.append(error)
                    }
                }
            }
            let telling = failures.first { $0.connection?.reason.isFinal == true } ?? failures.first
            let reason = telling ?? KafkaError(.allBrokersDown)
            if reason.code == .cancelled { throw reason }
            let isHopeless =
                failures.allSatisfy { $0.connection?.reason.isFinal == true }
                || (isSecond && failures.allSatisfy { $0.connection.map { $0.reason != .silent } ?? false })
            guard !isHopeless, limit.remaining > Self.contactPause else { throw reason }
            guard (try? await Task.sleep(for: Self.contactPause)) != nil else { throw .cancelled }
            isSecond = true
        }
    }

    /// Tries all at once; ends with the first that answers, or when all have failed.
    private func firstContacts(
        _ peers: [(address: ServerAddress, peer: ConnectionFailure.Peer)],
        before deadline: Deadline
    ) async -> [Result<(connection: BrokerConnection, versions: BrokerVersions), KafkaError>] {
        typealias Found = Result<(connection: BrokerConnection, versions: BrokerVersions), KafkaError>
        return await withTaskGroup(of: Found.self) { group in
            for (address, peer) in peers {
                group.addTask { [pool] in
                    do throws(KafkaError) {
                        return .success(try await pool.connection(to: address, as: peer, before: deadline))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var failures: [Found] = []
            for await result in group {
                if case .success = result {
                    group.cancelAll()
                    return [result]
                }
                failures.append(result)
            }
            return failures
        }
    }

    /// Asks again and again while the failure is a passing one and the deadline allows.
    ///
    /// - Parameters:
    ///   - deadline: When to give up.
    ///   - body: One attempt.
    /// - Returns: What it came to.
    /// - Throws: the last failure; when that is only that the time was over, the one before, which says why.
    func repeating<Value>(
        before deadline: Deadline,
        _ body: () async throws(KafkaError) -> Value
    ) async throws(KafkaError) -> Value {
        var nextPause: Duration?
        var reason: KafkaError?
        var attempts = 0
        while true {
            do throws(KafkaError) {
                return try await body()
            } catch {
                if error.code != .timedOut { reason = error }
                let first = error.code == .unstableOffsetCommit ? Self.firstPauseInTransaction : Self.firstPause
                let pause = nextPause ?? first
                attempts += 1
                guard Self.mayPass(error, after: attempts), deadline.remaining > pause
                else {
                    throw reason ?? error
                }
                guard (try? await Task.sleep(for: pause)) != nil else { throw .cancelled }
                nextPause = min(pause * 2, Self.longestPause)
            }
        }
    }
}

extension DirectClient {
    /// How often a listener may close a connection without a word before that is taken for its answer; one that restarts
    /// does so as well.
    private static let closedInVain = 5

    /// How often an answer may be none before that is taken for what the broker says.
    private static let malformedInVain = 3

    /// Whether asking again can help: access was not denied, and what may be an accident has not happened too often.
    fileprivate static func mayPass(_ error: KafkaError, after attempts: Int) -> Bool {
        if error.code == .malformedReply { return attempts < malformedInVain }
        guard let failure = error.connection else { return error.code.isTransient }
        switch failure.reason {
        case .wantsSASL, .wantsTLS: return attempts < closedInVain
        case .refused, .unresolved, .noRoute: return error.code.isTransient && failure.peer != .bootstrap
        case let reason: return error.code.isTransient && !reason.isFinal
        }
    }
}

extension ConnectionFailureReason {
    /// Whether trying again cannot help: who answers has said no, and will again.
    var isFinal: Bool { DialFailure(self, "").isFinal }
}
