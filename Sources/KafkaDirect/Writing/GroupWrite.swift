internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// A request that writes to one group, on its way to the group's coordinator.
///
/// It is sent again only where nothing of it was looked at: while no connection is made, and while the coordinator loads. What
/// was sent and not answered, and what a coordinator answers that may have written and lost its place meanwhile, is told, and
/// whoever asked has to look before it writes again (`docs/kafka.md` §7.3).
struct GroupWrite {
    private let client: DirectClient
    private let group: GroupID
    private let api: API
    private let limit: Int16
    private let message: Structure

    /// A request to the coordinator of a group, in no newer version than that.
    init(_ client: DirectClient, _ group: GroupID, _ api: API, upTo limit: Int16 = .max, _ message: Structure) {
        self.client = client
        self.group = group
        self.api = api
        self.limit = limit
        self.message = message
    }

    /// Sends it.
    ///
    /// - Parameters:
    ///   - partitions: The partitions that it is about, each once.
    ///   - deadline: When to give up.
    /// - Returns: The partitions that were refused, or may have been, with the reason.
    /// - Throws: ``KafkaError`` of the group, or of the call.
    func refused(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        var pause = GrowingPause.beforeWriting
        while true {
            let answer = try await sendOnce(before: deadline)
            // OffsetDelete alone has an error of the whole group.
            let whole = api == .offsetDelete ? KafkaErrorCode(rawValue: Int32(answer.int16("errorCode"))) : .none
            let codes = whole == .none ? try codes(of: partitions, in: answer) : [:]
            // A coordinator that loads has written nothing, whatever else is refused with it.
            let isLoading = whole == .coordinatorLoading || codes.values.contains(.coordinatorLoading)
            if isLoading, !codes.values.contains(.none), await pause.passes(before: deadline) { continue }
            if whole.blamesBroker || codes.values.contains(where: \.blamesBroker) {
                client.forgetCoordinator(of: group)
            }
            guard whole == .none else { throw KafkaError(whole) }
            return codes.filter { $0.value != .none }.mapValues { KafkaError($0) }
        }
    }

    private func sendOnce(before deadline: Deadline) async throws(KafkaError) -> Structure {
        let (client, group) = (client, group)
        let lane = client.writingLane(of: group)
        let found = try await client.repeating(before: deadline) { () throws(KafkaError) in
            do throws(KafkaError) {
                guard let broker = try await client.coordinators(of: [group], before: deadline).first else {
                    throw KafkaError(.coordinatorNotAvailable)
                }
                return try await client.connection(to: try broker.get(), lane: lane, before: deadline)
            } catch {
                client.forgetCoordinator(of: group)
                throw error
            }
        }
        do throws(KafkaError) {
            return try await client.write(api, upTo: limit, message, over: found, lane: lane, before: deadline)
        } catch {
            client.forgetCoordinator(of: group)
            throw error
        }
    }

    /// What is answered of each partition.
    ///
    /// - Throws: ``KafkaError`` of an unknown outcome where one is not answered of.
    private func codes(
        of partitions: [TopicPartition],
        in answer: Structure
    ) throws(KafkaError) -> [TopicPartition: KafkaErrorCode] {
        var open = Set(partitions)
        var codes: [TopicPartition: KafkaErrorCode] = [:]
        for topic in answer["topics"].structures {
            let name = topic.text("name").description
            for partition in topic["partitions"].structures {
                let place = TopicPartition(topic: name, partition: partition.int32("partitionIndex"))
                guard open.remove(place) != nil else { continue }
                codes[place] = KafkaErrorCode(rawValue: Int32(partition.int16("errorCode")))
            }
        }
        if let missing = open.min() { throw .unknownOutcome(of: api, "the reply lacks \(missing)") }
        return codes
    }
}

extension GrowingPause {
    /// Between requests that write and are sent again because nothing of them was looked at.
    static var beforeWriting: GrowingPause { GrowingPause(from: .milliseconds(20), to: .milliseconds(500)) }
}

extension DirectClient {
    /// Sends a request that writes, once, over a connection that is made.
    ///
    /// - Returns: The answer.
    /// - Throws: ``KafkaError``: `_UNSUPPORTED_FEATURE`, before anything is sent, where the broker does not know the request;
    ///   of an unknown outcome for everything else.
    func write(
        _ api: API,
        upTo limit: Int16 = .max,
        _ message: Structure,
        over found: (connection: BrokerConnection, versions: BrokerVersions),
        lane: Int,
        before deadline: Deadline
    ) async throws(KafkaError) -> Structure {
        guard let version = found.versions.version(of: api, upTo: limit) else {
            throw KafkaError(
                .unsupportedFeature,
                "the broker at \(found.connection.address) does not understand \(api)"
            )
        }
        let request = EncodedRequest(api, version: version, message)
        do throws(KafkaError) {
            let exchange = try found.connection.send(request, expectedBytes: 0, before: deadline)
            let frame = try await found.connection.answer(to: exchange)
            return try Answered(request: request, frame: frame).message()
        } catch {
            pool.noteEnd(of: found.connection, lane, error)
            switch error.code {
            case .cancelled, .timedOut, .handleDestroyed: throw error
            // Why it was lost is not why no connection can be made: what matters is that nobody knows what was written.
            default: throw .unknownOutcome(of: api, error.message)
            }
        }
    }
}

extension KafkaError {
    /// The answer to a request that writes is lost, or cannot be read: nobody knows whether it was carried out.
    static func unknownOutcome(of api: API, _ words: String) -> KafkaError {
        KafkaError(.transport, "\(api): whether it was carried out is not known: \(words)")
    }
}
