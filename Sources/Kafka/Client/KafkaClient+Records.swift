internal import CRDKafka
public import Cluster
public import Offsets

extension KafkaClient {
    /// Reads stretches of logs through a consumer of its own, which is assigned them and joins no group.
    ///
    /// Nothing is committed and no group is made. What librdkafka fetches ahead is bounded by its queue, so that memory does not
    /// grow with the logs; of a record only fingerprints are kept. A stretch that is read, or whose limit is reached, is paused.
    /// At the deadline what was read of each counts; a stretch of which nothing came by then has failed.
    ///
    /// - Parameters:
    ///   - stretches: The stretches, each of a partition that exists, each partition once.
    ///   - deadline: When to give up.
    /// - Returns: What was read of each, or why nothing could be.
    /// - Throws: ``KafkaError`` when no consumer can be made or no broker answers.
    public func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>] {
        let handle = try ClientHandle(configuration, log: log, for: .records)
        defer { handle.retire(because: KafkaError(.handleDestroyed)) }
        return try await blocking.run("reading records", before: deadline, watching: handle.connections) {
            unsafe handle.use { instance in
                var reading = RecordReading(stretches)
                return unsafe reading.run(instance, until: { deadline.hasPassed || handle.isRetired })
            } ?? .failure(KafkaError(.handleDestroyed))
        }
    }
}

/// The stretches of a consumer that are being read.
private struct RecordReading {
    /// How long one wait for the next record takes at most, before the deadline is looked at.
    private static let wait: Int32 = 100
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000

    /// What was read of a stretch so far.
    private struct Part {
        let stretch: RecordStretch
        var records: [LogRecord] = []
        var reached: Int64
        var failure: KafkaError?
        var isOver: Bool

        init(_ stretch: RecordStretch) {
            self.stretch = stretch
            reached = stretch.start
            isOver = stretch.start >= stretch.end || stretch.limit <= 0
        }

        var result: Result<RecordWindow, KafkaError> {
            if let failure { return .failure(failure) }
            guard isOver || !records.isEmpty else {
                return .failure(KafkaError(.timedOut, "no record of \(stretch.partition) came in time"))
            }
            return .success(RecordWindow(start: stretch.start, reached: reached, records: records))
        }

        mutating func add(_ record: LogRecord) {
            guard record.offset < stretch.end else {
                reached = stretch.end
                isOver = true
                return
            }
            records.append(record)
            reached = record.offset + 1
            isOver = reached >= stretch.end || records.count >= stretch.limit
        }

        /// The log ends there.
        mutating func end(at offset: Int64) {
            reached = max(reached, min(offset, stretch.end))
            isOver = true
        }
    }

    private var parts: [TopicPartition: Part] = [:]
    private var open = 0
    private var names = TopicNames()

    init(_ stretches: [RecordStretch]) {
        for stretch in stretches { parts[stretch.partition] = Part(stretch) }
        open = parts.values.count { !$0.isOver }
    }

    mutating func run(
        _ instance: OpaquePointer,
        until isOver: () -> Bool
    ) -> Result<[TopicPartition: Result<RecordWindow, KafkaError>], KafkaError> {
        guard open > 0 else { return .success(parts.mapValues(\.result)) }
        let places = parts.values.filter { !$0.isOver }.map {
            CommittedOffset($0.stretch.partition, offset: $0.stretch.start)
        }
        let list = PartitionList(places)
        let code = unsafe rd_kafka_assign(instance, list.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
        }
        while open > 0, !isOver() {
            guard let message = unsafe rd_kafka_consumer_poll(instance, Self.wait) else { continue }
            defer { unsafe rd_kafka_message_destroy(message) }
            guard let partition = unsafe take(message) else { continue }
            open -= 1
            let finished = PartitionList([partition])
            _ = unsafe rd_kafka_pause_partitions(instance, finished.pointer)
        }
        return .success(parts.mapValues(\.result))
    }

    /// Takes a message; the partition whose stretch is over by it, `nil` for none.
    private mutating func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> TopicPartition? {
        // What is about no partition is about a connection, which librdkafka makes anew.
        guard let topic = unsafe message.pointee.rkt else { return nil }
        let partition = unsafe TopicPartition(
            topic: names.name(rd_kafka_topic_name(topic)),
            partition: message.pointee.partition
        )
        guard var part = parts[partition], !part.isOver else { return nil }
        let code = unsafe message.pointee.err
        switch code {
        case RD_KAFKA_RESP_ERR_NO_ERROR: part.add(unsafe Self.record(message))
        case RD_KAFKA_RESP_ERR__PARTITION_EOF: part.end(at: unsafe message.pointee.offset)
        default:
            let code = KafkaErrorCode(rawValue: code.rawValue)
            guard !code.isTransient else { return nil }
            part.failure = KafkaError(code)
            part.isOver = true
        }
        parts[partition] = part
        return part.isOver ? partition : nil
    }

    private static func record(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> LogRecord {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = unsafe rd_kafka_message_timestamp(message, &kind)
        let (nanoseconds, isTooLate) = milliseconds.multipliedReportingOverflow(by: nanosecondsPerMillisecond)
        let hasTime = kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && milliseconds >= 0 && !isTooLate
        return LogRecord(
            offset: unsafe message.pointee.offset,
            time: hasTime ? Timestamp(nanoseconds: nanoseconds) : nil,
            clock: kind == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? .broker : .producer,
            key: unsafe bytes(message.pointee.key, message.pointee.key_len),
            value: unsafe bytes(message.pointee.payload, message.pointee.len)
        )
    }

    private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        guard let start = unsafe start else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
