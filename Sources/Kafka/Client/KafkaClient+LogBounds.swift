internal import CRDKafka
public import Cluster
public import Offsets

extension KafkaClient {
    /// librdkafka's query for the first offset, and for the next one, in place of a timestamp (`docs/kafka.md` §10.1).
    private static let earliest: Int64 = -2
    private static let latest: Int64 = -1
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000
    /// How many partitions are asked about in one call; of fewer by the newer one, which looks each of them up in the list of
    /// all (`docs/kafka.md` §10.11).
    private static let boundsChunk = NewerLibrary.offsets == nil ? 5_000 : 1_000
    /// How long one call waits for its leaders.
    private static let boundsTimeout: Duration = .seconds(10)
    /// The part of the time left that one call may take: what it waits for in vain is to be asked elsewhere.
    private static let boundsShare = 3
    /// How long leaders that do not answer, or are none any more, are looked up and asked again: a lost one is replaced
    /// in 9 to 15 seconds.
    private static let boundsPatience: Duration = .seconds(30)
    /// The pause before the leaders are looked up again.
    private static let boundsPause: Duration = .seconds(1)

    /// The start and the end of the logs of many partitions, asked of their leaders in bulk.
    ///
    /// Every partition has an entry. Where a leader fails, the leaders are looked up on a fresh handle, because one that
    /// has been used takes a broker that is gone for the leader until its calls time out (`docs/kafka.md` §10.4); only
    /// what is still open is asked again, leader by leader, for half of the time at the most. One partition that fails
    /// makes librdkafka discard its neighbours' results, so a call that fails for another reason is halved until the
    /// partitions at fault are alone.
    ///
    /// - Parameters:
    ///   - partitions: Partitions that exist in the cluster's metadata, each once.
    ///   - deadline: After it, what is not known yet is reported as failed.
    /// - Returns: The bounds of each partition, or why they are not known.
    public func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        renewDoubtfulLookups()
        var search = LogBoundsSearch(partitions, chunk: Self.boundsChunk)
        var patience: Deadline?
        while let question = search.next() {
            guard !deadline.hasPassed else {
                search.failed(question, KafkaError(.timedOut, "no time was left to ask for it"))
                search.giveUp(isOver: true)
                continue
            }
            do {
                search.take(try await bounds(of: question.partitions, before: deadline), for: question)
            } catch {
                search.failed(question, error)
            }
            guard !search.failures.isEmpty else { continue }
            let limit = patience ?? .after(min(deadline.remaining / 2, Self.boundsPatience))
            patience = limit
            guard !limit.hasPassed, !Task.isCancelled else {
                search.giveUp(isOver: deadline.hasPassed || Task.isCancelled)
                continue
            }
            try? await Task.sleep(for: min(Self.boundsPause, limit.remaining))
            renewLookups()
            search.askAgain(leaders: (try? await leaders(of: search.openTopics, before: limit)) ?? [:])
        }
        return search.found
    }

    /// The first offset of many partitions at or after a moment, by the time in their records.
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
        let queries = times.map { partition, time in
            // Numbers below zero are questions of another kind.
            CommittedOffset(partition, offset: max(0, time.nanoseconds / Self.nanosecondsPerMillisecond))
        }
        return try await offsets(queries, before: deadline).mapValues { found in
            found.map { $0 < 0 ? nil : $0 }
        }
    }

    private func bounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<LogBounds, KafkaError>] {
        // The end is asked after the start, so that the start cannot overtake it.
        let starts = try await offsets(Self.queries(Self.earliest, of: partitions), before: deadline)
        let ends = try await offsets(Self.queries(Self.latest, of: partitions), before: deadline)
        var bounds: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
        bounds.reserveCapacity(partitions.count)
        for partition in partitions {
            guard let start = starts[partition], let end = ends[partition] else {
                bounds[partition] = .failure(KafkaError(.malformedReply, "the reply lacks \(partition)"))
                continue
            }
            bounds[partition] = start.flatMap { start in
                end.flatMap { end in
                    0 <= start && start <= end
                        ? .success(LogBounds(start: start, end: end))
                        : .failure(KafkaError(.malformedReply, "\(partition) starts at \(start) and ends at \(end)"))
                }
            }
        }
        return bounds
    }

    private static func queries(_ query: Int64, of partitions: [TopicPartition]) -> [CommittedOffset] {
        partitions.map { CommittedOffset($0, offset: query) }
    }

    /// Asks for the offset of each partition that belongs to the time, or the number below 0, in the place of its offset.
    private func offsets(
        _ queries: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64, KafkaError>] {
        let handle = lookups
        let limit = min(deadline, .after(min(deadline.remaining / Self.boundsShare, Self.boundsTimeout)))
        if let listing = NewerLibrary.offsets {
            let timeout = max(.milliseconds(1), limit.remaining)
            return try await unsafe handle.call(OffsetListing.operation, timeout: timeout) {
                unsafe listing.ask(queries, $0, $1, $2)
            } decode: { event in
                .success(unsafe listing.offsets(in: event))
            }
        }
        return try await blocking.run("the query of log bounds", before: limit) {
            unsafe handle.use { instance in
                let list = PartitionList(queries)
                let code = unsafe rd_kafka_offsets_for_times(
                    instance,
                    list.pointer,
                    limit.remaining.wholeMilliseconds
                )
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
                }
                var found: [TopicPartition: Result<Int64, KafkaError>] = [:]
                found.reserveCapacity(queries.count)
                var names = TopicNames()
                for index in unsafe 0..<Int(list.pointer.pointee.cnt) {
                    let element = unsafe list.pointer.pointee.elems[index]
                    let partition = unsafe TopicPartition(
                        topic: names.name(element.topic),
                        partition: element.partition
                    )
                    let error = unsafe KafkaErrorCode(rawValue: element.err.rawValue)
                    found[partition] = unsafe error == .none ? .success(element.offset) : .failure(KafkaError(error))
                }
                return .success(found)
            } ?? .failure(KafkaError(.handleDestroyed))
        }
    }
}
