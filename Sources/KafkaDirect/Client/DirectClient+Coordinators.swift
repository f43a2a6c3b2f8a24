internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// Finding the broker that coordinates a group.
extension DirectClient {
    /// FindCoordinator's kind of key for a group.
    private static let groupKey: Value = 0
    /// The first version of FindCoordinator that takes several keys (KIP-699).
    private static let firstOfMany: Int16 = 4
    /// How many coordinators are asked for at once.
    private static let coordinatorsAtOnce = 16
    /// How many groups one request for coordinators names.
    private static let groupsPerRequest = 500

    /// Forgets who coordinates which group.
    func forgetCoordinators() {
        topology.withLock { topology in
            topology.offsetsLeaders = nil
            topology.coordinators = [:]
        }
    }

    /// Forgets who coordinates a group, after a broker said that it does not.
    func forgetCoordinator(of group: GroupID) {
        topology.withLock { topology in
            topology.coordinators[group] = nil
            topology.offsetsLeaders = nil
        }
    }

    /// The coordinators of groups: by the leaders of `__consumer_offsets`, and by asking where those are not told.
    ///
    /// - Parameters:
    ///   - groups: The groups.
    ///   - deadline: When to give up.
    /// - Returns: For each, in order, the broker or why it is not known.
    /// - Throws: ``KafkaError`` when no broker tells.
    func coordinators(
        of groups: [GroupID],
        before deadline: Deadline
    ) async throws(KafkaError) -> [Result<Int32, KafkaError>] {
        if topology.withLock({ $0.offsetsLeaders == nil }) { _ = try await offsetsTopic(before: deadline) }
        let (leaders, known) = topology.withLock {
            ($0.offsetsLeaders.flatMap(GroupCoordinators.init), $0.coordinators)
        }
        var found: [Result<Int32, KafkaError>?] = groups.map { group in
            if let broker = known[group] ?? leaders?.broker(of: group) { return .success(broker) }
            return nil
        }
        let open = found.indices.filter { found[$0] == nil }
        guard !open.isEmpty else { return found.compactMap(\.self) }
        let chunks = stride(from: 0, to: open.count, by: Self.groupsPerRequest).map {
            Array(open[$0..<min($0 + Self.groupsPerRequest, open.count)])
        }
        let answers = await bounded(chunks, limit: Self.coordinatorsAtOnce) { chunk in
            await self.askForCoordinators(of: chunk.map { groups[$0] }, before: deadline)
        }
        for (chunk, results) in zip(chunks, answers) {
            for (index, result) in zip(chunk, results) {
                found[index] = result
                if case .success(let broker) = result {
                    topology.withLock { $0.coordinators[groups[index]] = broker }
                }
            }
        }
        return found.map { $0 ?? .failure(KafkaError(.coordinatorNotAvailable)) }
    }

    /// Asks a broker who coordinates groups.
    private func askForCoordinators(
        of groups: [GroupID],
        before deadline: Deadline
    ) async -> [Result<Int32, KafkaError>] {
        do throws(KafkaError) {
            let answered = try await ask(nil, .findCoordinator, upTo: Self.firstOfMany, before: deadline) { version in
                guard version >= Self.firstOfMany else { return ["key": .text(Text(groups[0].name)), "keyType": 0] }
                return [
                    "keyType": Self.groupKey,
                    "coordinatorKeys": .array(groups.map { .text(Text($0.name)) }),
                ]
            }
            let answer = try answered.message()
            guard answered.request.version >= Self.firstOfMany else {
                var results = [Self.broker(in: answer)]
                // These brokers are asked group by group.
                for group in groups.dropFirst() { results += await askForCoordinators(of: [group], before: deadline) }
                return results
            }
            var byName: [GroupID: Result<Int32, KafkaError>] = [:]
            for entry in answer["coordinators"].structures {
                byName[GroupID(entry.text("key").description)] = Self.broker(in: entry)
            }
            return groups.map { byName[$0] ?? .failure(KafkaError(.malformedReply, "the reply lacks group \($0)")) }
        } catch {
            guard error.code == .malformedReply, groups.count > 1 else { return groups.map { _ in .failure(error) } }
            // What one group is answered with costs no other one its coordinator.
            return await bounded(groups, limit: Self.coordinatorsAtOnce) { group in
                await self.askForCoordinators(of: [group], before: deadline)
            }.flatMap(\.self)
        }
    }

    private static func broker(in entry: Structure) -> Result<Int32, KafkaError> {
        let code = KafkaErrorCode(rawValue: Int32(entry.int16("errorCode")))
        return code == .none ? .success(entry.int32("nodeId")) : .failure(KafkaError(code))
    }
}
