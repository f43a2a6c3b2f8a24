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

/// Asking one broker one thing, or several in one go.
extension DirectClient {
    /// How long one broker may take to answer what any of them could, before another one is asked.
    private static let patienceWithOne: Duration = .seconds(5)

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
                let frame = try await connection.answer(to: exchange)
                pool.notePause(request.pause(after: frame))
                answers.append(Answered(request: request, frame: frame))
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
    ///
    /// - Throws: ``KafkaError`` with the reason why there is none.
    func connection(
        to broker: Int32,
        lane: Int,
        before deadline: Deadline
    ) async throws(KafkaError) -> (connection: BrokerConnection, versions: BrokerVersions) {
        guard let address = topology.withLock({ $0.brokers[broker] }) else {
            throw KafkaError(.transport, "broker \(broker) is not among those that the cluster tells of")
        }
        return try await pool.connection(to: address, as: .broker(broker), lane: lane, before: deadline)
    }
}
