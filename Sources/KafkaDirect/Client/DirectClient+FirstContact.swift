internal import Cluster
internal import Offsets
internal import Synchronization

/// Finding somebody of the cluster who answers.
extension DirectClient {
    /// The longest wait for a first answer from any broker: enough for a restarting broker, short for a wrong port.
    static let firstContactLimit: Duration = .seconds(20)
    /// How long one server may take to be connected to before others are tried as well.
    private static let firstContactShare: Duration = .seconds(5)
    /// The pause before the servers that an operator named are tried again.
    private static let contactPause: Duration = .seconds(1)

    /// A connection to whoever is there: a broker that is connected to, another broker, or a server that was named.
    func anyConnection(
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
            let parts = Dictionary(grouping: peers) { pool.hasFailed(at: $0.address) }
            for part in [parts[false], parts[true]].compactMap(\.self) {
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
}
