public import Cluster
internal import KafkaProtocol
public import Offsets

/// Where logs begin and end.
extension DirectClient {
    /// ListOffsets' questions for the first offset and for the next one, in the place of a time.
    private static let earliest: Int64 = -2
    private static let latest: Int64 = -1
    /// The newest version without what only newer brokers and other questions need.
    private static let newestVersion: Int16 = 7
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000
    /// How many leaders are asked at once.
    private static let leadersAtOnce = 32
    /// How long leaders that do not answer, or are none any more, are looked up and asked again: a lost one is replaced
    /// in 9 to 15 seconds.
    private static let boundsPatience: Duration = .seconds(30)
    private static let boundsPause: Duration = .milliseconds(500)

    /// The start and the end of the logs of many partitions, asked of their leaders in bulk.
    ///
    /// What fails because a leader is gone or is none any more is asked again of the next one, for half a minute and half of
    /// the time at most.
    ///
    /// - Parameters:
    ///   - partitions: Partitions that exist in the cluster's metadata, each once.
    ///   - deadline: After it, what is not known yet is reported as failed.
    /// - Returns: The bounds of each partition, or why they are not known.
    public func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        // The end is asked after the start, so that the start cannot overtake it.
        let found = await search([Self.earliest, Self.latest], of: partitions.map { ($0, nil) }, before: deadline)
        var bounds: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
        bounds.reserveCapacity(partitions.count)
        for partition in partitions {
            bounds[partition] =
                switch found[partition] {
                case .success(let both)? where both.count == 2 && 0 <= both[0] && both[0] <= both[1]:
                    .success(LogBounds(start: both[0], end: both[1]))
                case .success(let both)?:
                    .failure(KafkaError(.malformedReply, "\(partition) starts and ends at \(both)"))
                case .failure(let error)?: .failure(error)
                case nil: .failure(KafkaError(.malformedReply, "the reply lacks \(partition)"))
                }
        }
        return bounds
    }

    /// The first offset of many partitions at or after a moment of each, by the time in their records.
    ///
    /// - Parameters:
    ///   - times: The moment of each partition, of those that exist in the cluster's metadata; milliseconds count.
    ///   - deadline: When to give up.
    /// - Returns: The offset of each partition, `nil` where no record is as young, or why it is not known.
    /// - Throws: ``KafkaError`` of the call.
    public func offsets(
        since times: [TopicPartition: Timestamp],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>] {
        let asked = times.map { partition, time -> (TopicPartition, Int64?) in
            // Numbers below zero are questions of another kind.
            (partition, max(0, time.nanoseconds / Self.nanosecondsPerMillisecond))
        }
        return await search([0], of: asked, before: deadline).mapValues { found in
            found.map { $0.first.flatMap { $0 < 0 ? nil : $0 } }
        }
    }

    /// Asks the leaders of partitions until each has answered, or trying on cannot help.
    private func search(
        _ questions: [Int64],
        of asked: [(partition: TopicPartition, time: Int64?)],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<[Int64], KafkaError>] {
        var results: [TopicPartition: Result<[Int64], KafkaError>] = [:]
        results.reserveCapacity(asked.count)
        let limit = Deadline.after(min(deadline.remaining / 2, Self.boundsPatience))
        var open = asked
        var mayBeOld = true
        while !open.isEmpty {
            let leaders: [TopicPartition: Int32]
            do throws(KafkaError) {
                let topics = Set(open.lazy.map(\.partition.topic))
                let known = mayBeOld ? knownLeaders(of: topics) : nil
                mayBeOld = known != nil
                leaders = if let known { known } else { try await self.leaders(of: topics, before: deadline) }
            } catch {
                for (partition, _) in open { results[partition] = results[partition] ?? .failure(error) }
                return results
            }
            var byLeader: [Int32: [(partition: TopicPartition, time: Int64?)]] = [:]
            for entry in open {
                switch leaders[entry.partition] {
                case nil:
                    // A partition may be younger than what is known.
                    let code = mayBeOld ? KafkaErrorCode.leaderNotAvailable : .unknownTopicOrPartition
                    results[entry.partition] = .failure(KafkaError(code))
                case .some(..<0): results[entry.partition] = .failure(KafkaError(.leaderNotAvailable))
                case let leader?: byLeader[leader, default: []].append(entry)
                }
            }
            let parts = byLeader.sorted { $0.key < $1.key }.flatMap { leader, entries in
                stride(from: 0, to: entries.count, by: DirectLimits.boundsPerRequest).map {
                    (leader, Array(entries[$0..<min($0 + DirectLimits.boundsPerRequest, entries.count)]))
                }
            }
            let answers = await bounded(parts, limit: Self.leadersAtOnce) { leader, entries in
                await self.askLeader(leader, questions, entries, before: deadline)
            }
            for answer in answers { results.merge(answer) { $1 } }
            mayBeOld = false
            open = open.filter { entry in
                if case .failure(let error)? = results[entry.partition] { error.code.asksForNewLeader } else { false }
            }
            guard !open.isEmpty, limit.remaining > Self.boundsPause,
                (try? await Task.sleep(for: Self.boundsPause)) != nil
            else { return results }
        }
        return results
    }

    /// Asks one leader all questions, one right after the other: a duplicate in one request is refused.
    private func askLeader(
        _ leader: Int32,
        _ questions: [Int64],
        _ entries: [(partition: TopicPartition, time: Int64?)],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<[Int64], KafkaError>] {
        var results: [TopicPartition: Result<[Int64], KafkaError>] = [:]
        results.reserveCapacity(entries.count)
        let answers: [[TopicPartition: Result<Int64, KafkaError>]]
        do throws(KafkaError) {
            answers = try await ask(leader, questions, entries, before: deadline)
        } catch {
            for (partition, _) in entries { results[partition] = .failure(error) }
            return results
        }
        for (partition, _) in entries {
            results[partition] = .success([])
            for answer in answers {
                guard case .success(let earlier)? = results[partition] else { break }
                results[partition] =
                    answer[partition]?.map { earlier + [$0] }
                    ?? .failure(KafkaError(.malformedReply, "the reply lacks \(partition)"))
            }
        }
        return results
    }

    private func ask(
        _ leader: Int32,
        _ questions: [Int64],
        _ entries: [(partition: TopicPartition, time: Int64?)],
        before deadline: Deadline
    ) async throws(KafkaError) -> [[TopicPartition: Result<Int64, KafkaError>]] {
        let apis = questions.map { _ in API.listOffsets }
        let answers = try await ask(leader, apis, upTo: Self.newestVersion, before: deadline) { place, _ in
            let topics = Value.byTopic(entries) {
                $0.partition
            } entry: { partition, time in
                .structure([
                    "partitionIndex": .number(partition.partition), "currentLeaderEpoch": -1,
                    "timestamp": .integer(time ?? questions[place]),
                ])
            }
            return ["replicaId": -1, "isolationLevel": 0, "topics": topics]
        }
        do throws(MalformedMessage) {
            var all: [[TopicPartition: Result<Int64, KafkaError>]] = []
            for answer in answers { all.append(try ListOffsetsAnswer(answer).offsets) }
            return all
        } catch {
            throw KafkaError(.malformedReply, "ListOffsets: \(error.reason)")
        }
    }
}

extension KafkaErrorCode {
    /// Whether the leaders have to be looked up again after this answer.
    fileprivate var asksForNewLeader: Bool {
        switch self {
        case .notLeader, .leaderNotAvailable, .transport, .timedOut, .fencedLeaderEpoch, .unknownLeaderEpoch,
            .offsetNotAvailable, .storageError, .requestTimedOut, .malformedReply:
            true
        default: false
        }
    }

    private static let storageError = KafkaErrorCode(rawValue: 56)
}
