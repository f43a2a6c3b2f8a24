internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// Deletes many groups: each coordinator is told of many at a time, several requests at once.
///
/// A group is named again only where nobody has looked at it yet, as with ``GroupWrite``.
struct GroupDeletion {
    let client: DirectClient
    /// The groups, each once.
    let groups: [GroupID]
    let deadline: Deadline

    /// What came of a group.
    private enum Outcome: Sendable {
        case deleted
        /// It was refused, or nobody knows.
        case failed(KafkaError)
        /// Nobody has looked at it.
        case notAsked(KafkaError)
    }

    /// Deletes them.
    ///
    /// - Returns: For every group, in order, why it was not deleted, or may not have been; `nil` where it was.
    func run() async -> [KafkaError?] {
        var errors = [KafkaError?](repeating: nil, count: groups.count)
        var open = Array(groups.indices)
        var pause = GrowingPause.beforeWriting
        var attempts = 0
        while true {
            attempts += 1
            var left: [Int] = []
            for (index, outcome) in await attempt(open) {
                switch outcome {
                case .deleted: errors[index] = nil
                case .failed(let error): errors[index] = error
                case .notAsked(let error):
                    errors[index] = error
                    if DirectClient.mayPass(error, after: attempts) { left.append(index) }
                }
            }
            guard !left.isEmpty, await pause.passes(before: deadline) else { return errors }
            open = left
        }
    }

    /// Asks once for each of some groups.
    private func attempt(_ indices: [Int]) async -> [(Int, Outcome)] {
        let coordinators: [Result<Int32, KafkaError>]
        do throws(KafkaError) {
            coordinators = try await client.coordinators(of: indices.map { groups[$0] }, before: deadline)
        } catch {
            return indices.map { ($0, .notAsked(error)) }
        }
        var outcomes: [(Int, Outcome)] = []
        var byBroker: [Int32: [Int]] = [:]
        for (index, coordinator) in zip(indices, coordinators) {
            switch coordinator {
            case .success(let broker): byBroker[broker, default: []].append(index)
            case .failure(let error):
                client.forgetCoordinator(of: groups[index])
                outcomes.append((index, .notAsked(error)))
            }
        }
        let batches = byBroker.flatMap { broker, own in
            stride(from: 0, to: own.count, by: DirectLimits.groupsPerDeletion).map { start in
                (broker: broker, indices: Array(own[start..<min(start + DirectLimits.groupsPerDeletion, own.count)]))
            }
        }
        let lanes = client.writingLanes
        let numbered = batches.enumerated().map { (lane: $0 % lanes, batch: $1) }
        let results = await bounded(numbered, limit: DirectLimits.requestsInFlight) { entry in
            await delete(entry.batch.indices, at: entry.batch.broker, lane: entry.lane)
        }
        return outcomes + results.flatMap(\.self)
    }

    /// Tells a broker of a batch of groups.
    private func delete(_ indices: [Int], at broker: Int32, lane: Int) async -> [(Int, Outcome)] {
        let connection: (connection: BrokerConnection, versions: BrokerVersions)
        do throws(KafkaError) {
            connection = try await client.connection(to: broker, lane: lane, before: deadline)
        } catch {
            client.forgetCoordinators()
            return indices.map { ($0, .notAsked(error)) }
        }
        let message: Structure = ["groupsNames": .array(indices.map { .text(Text(groups[$0].name)) })]
        let answer: Structure
        do throws(KafkaError) {
            answer = try await client.write(.deleteGroups, message, over: connection, lane: lane, before: deadline)
        } catch {
            client.forgetCoordinators()
            return indices.map { ($0, .failed(error)) }
        }
        var open: [GroupID: Int] = [:]
        for index in indices { open[groups[index]] = index }
        var outcomes: [(Int, Outcome)] = []
        for result in answer["results"].structures {
            guard let index = open.removeValue(forKey: GroupID(result.text("groupId").description)) else { continue }
            let code = KafkaErrorCode(rawValue: Int32(result.int16("errorCode")))
            if code.blamesBroker { client.forgetCoordinator(of: groups[index]) }
            switch code {
            case .none: outcomes.append((index, .deleted))
            case .coordinatorLoading: outcomes.append((index, .notAsked(KafkaError(code))))
            default: outcomes.append((index, .failed(KafkaError(code))))
            }
        }
        for (group, index) in open {
            outcomes.append((index, .failed(.unknownOutcome(of: .deleteGroups, "the reply lacks group \(group)"))))
        }
        return outcomes
    }
}
