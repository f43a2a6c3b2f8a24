internal import CRDKafka
public import Offsets

extension KafkaClient {
    /// librdkafka's query for the first offset, and for the next one, in place of a timestamp (`kafka.md` §6).
    private static let earliest: Int64 = -2
    private static let latest: Int64 = -1
    /// How many partitions are asked about in one call.
    private static let boundsChunk = 5_000
    /// How long one call waits for its leaders.
    private static let boundsTimeout: Duration = .seconds(10)

    /// The start and the end of the logs of many partitions, asked of their leaders in bulk.
    ///
    /// Every partition has an entry. One partition that fails makes librdkafka discard its neighbours' results, so a
    /// failed call is halved and repeated until the partitions at fault are alone.
    ///
    /// - Parameters:
    ///   - partitions: Partitions that exist in the cluster's metadata, each once.
    ///   - deadline: After it, what is not known yet is reported as failed.
    /// - Returns: The bounds of each partition, or why they are not known.
    public func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        var found: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
        found.reserveCapacity(partitions.count)
        var waiting = stride(from: 0, to: partitions.count, by: Self.boundsChunk).map {
            partitions[$0..<min($0 + Self.boundsChunk, partitions.count)]
        }
        while let chunk = waiting.popLast() {
            do {
                let bounds = try await bounds(of: Array(chunk), before: deadline)
                found.merge(bounds) { $1 }
            } catch {
                if chunk.count > 1, error.code != .cancelled, !deadline.hasPassed {
                    let middle = chunk.startIndex + chunk.count / 2
                    waiting += [chunk[..<middle], chunk[middle...]]
                } else {
                    for partition in chunk {
                        found[partition] = .failure(error)
                    }
                }
            }
        }
        return found
    }

    private func bounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<LogBounds, KafkaError>] {
        // The end is asked after the start, so that the start cannot overtake it.
        let starts = try await offsets(of: partitions, Self.earliest, before: deadline)
        let ends = try await offsets(of: partitions, Self.latest, before: deadline)
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

    private func offsets(
        of partitions: [TopicPartition],
        _ query: Int64,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64, KafkaError>] {
        let handle = lookups
        let limit = min(deadline, .after(Self.boundsTimeout))
        return try await blocking.run("the query of log bounds", before: limit) {
            unsafe handle.use { instance in
                let list = PartitionList(partitions, offset: query)
                let code = unsafe rd_kafka_offsets_for_times(
                    instance,
                    list.pointer,
                    limit.remaining.wholeMilliseconds
                )
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
                }
                var found: [TopicPartition: Result<Int64, KafkaError>] = [:]
                found.reserveCapacity(partitions.count)
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
