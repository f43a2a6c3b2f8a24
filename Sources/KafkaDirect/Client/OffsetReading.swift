internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// A group whose offsets are asked for.
struct AskedGroup: Sendable {
    /// The group.
    let group: GroupID
    /// The partitions, each once; `nil` for all that it holds.
    let partitions: [TopicPartition]?
}

/// Reads the offsets of many groups: each coordinator is asked for many at a time, several requests at once, and again
/// for what failed for a passing reason.
struct OffsetReading {
    /// How many requests are under way at one broker: while it works on one, the next ones are there.
    private static let requestsPerBroker = 4
    /// How much one group is expected to answer before any has, in bytes.
    private static let firstGuess = 4_096
    /// About how much an answer has for a partition that is asked for, in bytes.
    private static let bytesPerPartition = 32
    /// The pause before what failed is asked for again; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(100)
    private static let firstPauseInTransaction: Duration = .milliseconds(10)
    private static let longestPause: Duration = .seconds(2)
    /// From how many groups on a second connection to a broker is worth making.
    private static let groupsForSecondLane = 2_000

    let client: DirectClient
    let asked: [AskedGroup]
    let waitsForTransactions: Bool
    /// Whether a coordinator that is lost is waited for until the deadline, and not only as long as one is patient.
    let waitsForCoordinators: Bool
    let patience: Duration?
    let deadline: Deadline
    let finished: @Sendable (Int) -> Void

    /// Reads them.
    ///
    /// - Parameter value: What the answer of a group comes to.
    /// - Returns: For every group, in order, what it came to or why it could not be read.
    func run<Value: Sendable>(
        _ value: @escaping @Sendable (AskedGroup, OffsetFetchAnswer.Group) throws(KafkaError) -> Value
    ) async -> [Result<Value, KafkaError>] {
        var results = [Result<Value, KafkaError>?](repeating: nil, count: asked.count)
        var open = Array(asked.indices)
        var pause: Duration?
        // How long what failed is asked for again, from when it first did.
        var limit: Deadline?
        while !open.isEmpty {
            var failed: [Int] = []
            for (index, result) in await attempt(open, value) {
                // The error before says why, where the time was over.
                if case .failure(let error) = result, error.code == .timedOut, case .failure? = results[index] {
                    failed.append(index)
                    continue
                }
                results[index] = result
                if case .failure(let error) = result, error.code.isTransient || error.code == .malformedReply {
                    failed.append(index)
                }
            }
            guard !failed.isEmpty, !Task.isCancelled else { break }
            let isOnlyUnstable = failed.allSatisfy { results[$0]?.failure?.code == .unstableOffsetCommit }
            // A coordinator that is lost may be waited for until the deadline, a transaction only as long as one is patient.
            let patient = limit ?? batchLimit
            limit = patient
            let next = pause ?? (isOnlyUnstable ? Self.firstPauseInTransaction : Self.firstPause)
            guard (isOnlyUnstable || !waitsForCoordinators ? patient : deadline).remaining > next else { break }
            guard (try? await Task.sleep(for: next)) != nil else { break }
            pause = min(next * 2, Self.longestPause)
            if !isOnlyUnstable { client.forgetCoordinators() }
            open = failed
        }
        return results.map { $0 ?? .failure(Task.isCancelled ? .cancelled : KafkaError(.timedOut)) }
    }

    /// When to give up what is asked for now.
    private var batchLimit: Deadline { patience.map { min(deadline, .after($0)) } ?? deadline }

    /// Asks once for each of some groups.
    private func attempt<Value: Sendable>(
        _ indices: [Int],
        _ value: @escaping @Sendable (AskedGroup, OffsetFetchAnswer.Group) throws(KafkaError) -> Value
    ) async -> [(Int, Result<Value, KafkaError>)] {
        let coordinators: [Result<Int32, KafkaError>]
        do throws(KafkaError) {
            coordinators = try await client.coordinators(of: indices.map { asked[$0].group }, before: batchLimit)
        } catch {
            return indices.map { ($0, .failure(error)) }
        }
        var results: [(Int, Result<Value, KafkaError>)] = []
        let counted = Counted(asked.count - indices.count)
        var byBroker: [Int32: [Int]] = [:]
        for (index, coordinator) in zip(indices, coordinators) {
            switch coordinator {
            case .success(let broker): byBroker[broker, default: []].append(index)
            case .failure(let error): results.append((index, .failure(error)))
            }
        }
        await withTaskGroup(of: [(Int, Result<Value, KafkaError>)].self) { workers in
            for (broker, own) in byBroker {
                let batches = GroupBatches(own.map { ($0, expectedBytes(of: asked[$0])) })
                for worker in 0..<Self.requestsPerBroker {
                    let lane = own.count >= Self.groupsForSecondLane ? worker % DirectLimits.connectionsPerBroker : 0
                    workers.addTask {
                        var results: [(Int, Result<Value, KafkaError>)] = []
                        var names = TopicNames()
                        while let batch = batches.next() {
                            let found = await fetch(batch, from: batches, at: (broker, lane), &names, value)
                            results += found
                            if !found.isEmpty { finished(counted.add(found.count)) }
                        }
                        return results
                    }
                }
            }
            for await found in workers { results += found }
        }
        return results
    }

    /// Asks a broker for a batch of groups.
    private func fetch<Value: Sendable>(
        _ batch: ArraySlice<Int>,
        from batches: GroupBatches,
        at place: (broker: Int32, lane: Int),
        _ names: inout TopicNames,
        _ value: @escaping @Sendable (AskedGroup, OffsetFetchAnswer.Group) throws(KafkaError) -> Value
    ) async -> [(Int, Result<Value, KafkaError>)] {
        var results: [(Int, Result<Value, KafkaError>)] = []
        // What counts for one group counts for the batch, from when it is asked for.
        let limit = batchLimit
        do throws(KafkaError) {
            let version = try await client.version(of: .offsetFetch, at: place.broker, before: limit)
            guard version >= OffsetFetchAnswer.firstOfMany else {
                return await fetchEach(batch, at: place, value)
            }
            let answered = try await ask(batch, at: place, batches.expectedBytes(of: batch), before: limit)
            batches.note(groups: batch.count, bytes: answered.frame.count)
            let answer = try decode(answered, &names)
            var byName: [GroupID: Int] = [:]
            for index in batch { byName[asked[index].group] = index }
            for group in answer.groups {
                guard let name = group.name,
                    let index = byName.removeValue(forKey: GroupID(String(decoding: name, as: UTF8.self)))
                else { continue }
                results.append((index, result(of: index, group, value)))
            }
            for (group, index) in byName {
                results.append((index, .failure(KafkaError(.malformedReply, "the reply lacks group \(group)"))))
            }
            return results
        } catch {
            // What one group is answered with costs no other one its offsets.
            guard error.code == .malformedReply, batch.count > 1 else { return batch.map { ($0, .failure(error)) } }
            return await fetchEach(batch, at: place, value)
        }
    }

    /// Asks a broker that answers for one group a request, many requests at a time.
    private func fetchEach<Value: Sendable>(
        _ batch: ArraySlice<Int>,
        at place: (broker: Int32, lane: Int),
        _ value: @escaping @Sendable (AskedGroup, OffsetFetchAnswer.Group) throws(KafkaError) -> Value
    ) async -> [(Int, Result<Value, KafkaError>)] {
        await bounded(Array(batch), limit: DirectLimits.requestsInFlight) { index in
            do throws(KafkaError) {
                let bytes = expectedBytes(of: asked[index]) ?? Self.firstGuess
                let answered = try await ask([index], at: place, bytes, before: batchLimit)
                var names = TopicNames()
                guard let group = try decode(answered, &names).groups.first else {
                    throw KafkaError(.malformedReply, "the reply has no group")
                }
                return (index, result(of: index, group, value))
            } catch {
                return (index, .failure(error))
            }
        }
    }

    private func ask(
        _ batch: ArraySlice<Int>,
        at place: (broker: Int32, lane: Int),
        _ bytes: Int,
        before deadline: Deadline
    ) async throws(KafkaError) -> Answered {
        try await client.ask(
            place.broker,
            .offsetFetch,
            upTo: Self.newestVersion,
            lane: place.lane,
            expectedBytes: bytes,
            before: deadline
        ) { version throws(KafkaError) in
            let stable = Value.boolean(waitsForTransactions)
            if version >= OffsetFetchAnswer.firstOfMany {
                return ["groups": .structures(batch.map { Self.question(asked[$0]) }), "requireStable": stable]
            }
            guard let index = batch.first else { return [:] }
            guard !waitsForTransactions || version >= Self.firstStable else {
                throw KafkaError(
                    .unsupportedFeature,
                    "the broker cannot tell whether a transaction is open (before Kafka 2.5)"
                )
            }
            var message = Self.question(asked[index])
            message.append("requireStable", stable)
            return message
        }
    }

    /// The newest version that names topics, and the first that waits for transactions (KIP-447).
    private static let newestVersion: Int16 = 9
    private static let firstStable: Int16 = 7

    private static func question(_ asked: AskedGroup) -> Structure {
        let topics = asked.partitions.map { partitions in
            Value.byTopic(partitions, partitions: "partitionIndexes") {
                $0
            } entry: {
                .number($0.partition)
            }
        }
        return ["groupId": .text(Text(asked.group.name)), "memberEpoch": -1, "topics": topics ?? .null]
    }

    private func decode(_ answered: Answered, _ names: inout TopicNames) throws(KafkaError) -> OffsetFetchAnswer {
        do throws(MalformedMessage) {
            return try OffsetFetchAnswer(answered, &names)
        } catch {
            throw KafkaError(.malformedReply, "OffsetFetch: \(error.reason)")
        }
    }

    private func result<Value: Sendable>(
        of index: Int,
        _ group: OffsetFetchAnswer.Group,
        _ value: (AskedGroup, OffsetFetchAnswer.Group) throws(KafkaError) -> Value
    ) -> Result<Value, KafkaError> {
        do throws(KafkaError) {
            return .success(try value(asked[index], group))
        } catch {
            if error.code == .notCoordinator { client.forgetCoordinator(of: asked[index].group) }
            return .failure(error)
        }
    }

    private func expectedBytes(of asked: AskedGroup) -> Int? {
        asked.partitions.map { $0.count * Self.bytesPerPartition }
    }
}

extension Result {
    /// The error, `nil` for a success.
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

/// How many groups were read, counted by several tasks.
private final class Counted: Sendable {
    private let count: Atomic<Int>

    /// A count that begins with those that were read before.
    init(_ count: Int) {
        self.count = Atomic(count)
    }

    /// Adds some; the count after it.
    func add(_ more: Int) -> Int {
        count.add(more, ordering: .relaxed).newValue
    }
}
