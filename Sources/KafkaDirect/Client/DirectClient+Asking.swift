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
        let (connection, versions) =
            if let broker {
                try await connection(to: broker, lane: lane, before: deadline)
            } else {
                try await anyConnection(before: deadline)
            }
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
        let brokers = topology.withLock(\.brokers).sorted { $0.key < $1.key }
        let connected = brokers.filter { pool.isConnected(to: $0.value) }
        for (number, address) in connected {
            if let found = try? await pool.connection(to: address, as: .broker(number), before: deadline) {
                return found
            }
        }
        return try await contact(brokers.map { ($0.value, .broker($0.key)) }, before: deadline)
    }

    /// Connects to the first of the named servers, or of the brokers, that answers.
    ///
    /// It is given up as soon as every server has denied access, or could not be reached twice.
    private func contact(
        _ brokers: [(address: ServerAddress, peer: ConnectionFailure.Peer)],
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        let limit = min(deadline, .after(Self.firstContactLimit))
        let known = Set(brokers.map(\.address))
        let servers = configuration.servers.filter { !known.contains($0) }.map {
            ($0, ConnectionFailure.Peer.bootstrap)
        }
        let peers = brokers + servers
        var isSecond = false
        while true {
            var failures: [KafkaError] = []
            let share = min(limit, .after(Self.firstContactShare))
            for result in await firstContacts(peers, before: share) {
                switch result {
                case .success(let found): return found
                case .failure(let error): failures.append(error)
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
                guard error.code.isTransient, !Self.isHopeless(error, after: attempts), deadline.remaining > pause
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
    private static let closedInVain = 3

    /// Whether asking again cannot help: access was denied, or nobody was reached, which was tried long enough.
    fileprivate static func isHopeless(_ error: KafkaError, after attempts: Int) -> Bool {
        guard let failure = error.connection else { return false }
        switch failure.reason {
        case .wantsSASL, .wantsTLS: return attempts >= closedInVain
        case .refused, .unresolved, .noRoute: return failure.peer == .bootstrap
        case let reason: return reason.isFinal
        }
    }
}

extension ConnectionFailureReason {
    /// Whether trying again cannot help: who answers has said no, and will again.
    var isFinal: Bool { DialFailure(self, "").isFinal }
}
