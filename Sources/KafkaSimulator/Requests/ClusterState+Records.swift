import KafkaProtocol

extension ClusterState {
    mutating func produce(_ request: Request) -> Outcome {
        let responses = request.message["topicData"].structures.map { topic -> Structure in
            let name = topic.text("name")
            let partitions = topic["partitionData"].structures.map { partition -> Structure in
                let index = partition.int32("index")
                switch append(partition["records"].bytes ?? [], to: name, index, by: request.broker) {
                case .success(let offset):
                    let start = topics[name]?.partitions[Int(index)].startOffset ?? 0
                    return ["index": .number(index), "baseOffset": .integer(offset), "logStartOffset": .integer(start)]
                case .failure(let refusal):
                    return ["index": .number(index), "errorCode": .code(refusal.code), "baseOffset": -1]
                }
            }
            return ["name": .text(name), "partitionResponses": .structures(partitions)]
        }
        return request.message["acks"].integer == 0 ? .silence : .answer(["responses": .structures(responses)])
    }

    /// Why records were not written.
    private struct Refusal: Error {
        let code: ErrorCode
    }

    private mutating func append(
        _ bytes: [UInt8],
        to topic: Text,
        _ partition: Int32,
        by broker: Int32
    ) -> Result<Int64, Refusal> {
        guard hasPartition(topic, partition) else { return .failure(Refusal(code: .unknownTopicOrPartition)) }
        guard InternalTopic(rawValue: topic) == nil else { return .failure(Refusal(code: .invalidTopic)) }
        guard leader(of: topic, partition) == broker else { return .failure(Refusal(code: .notLeaderOrFollower)) }
        guard let batches = RecordBatch.split(bytes), let first = batches.first, batches.allSatisfy(\.isIntact) else {
            return .failure(Refusal(code: .corruptMessage))
        }
        guard !batches.contains(where: \.isControl) else { return .failure(Refusal(code: .invalidRecord)) }
        guard logBytes + bytes.count <= Limit.logBytes else { return .failure(Refusal(code: .storageError)) }
        if first.isTransactional {
            let isOpen = transactions.values.contains { transaction in
                transaction.producerID == first.producerID && transaction.epoch == first.producerEpoch
                    && transaction.state == .ongoing && transaction.partitions[topic]?.contains(partition) == true
            }
            guard isOpen else { return .failure(Refusal(code: .invalidTransactionState)) }
        }
        logBytes += bytes.count
        revision += 1
        let offsets = batches.map { topics[topic]?.partitions[Int(partition)].append($0) }
        return .success((offsets.first ?? nil) ?? -1)
    }

    /// Answers with what there is, or waits if there is too little.
    func fetch(_ request: Request, waits: Bool) -> Outcome {
        let isCommittedOnly = request.message["isolationLevel"].integer == 1
        var room = min(Int(request.int32("maxBytes")), Limit.fetchBytes)
        var found = 0
        var mustAnswer = false
        let responses = request.message["topics"].structures.map { topic -> Structure in
            let name = topic.text("topic")
            let partitions = topic["partitions"].structures.map { partition -> Structure in
                let index = partition.int32("partition")
                var answer: Structure = [
                    "partitionIndex": .number(index), "highWatermark": -1, "abortedTransactions": .null,
                    "records": .bytes([]),
                ]
                guard hasPartition(name, index), let log = topics[name]?.partitions[Int(index)] else {
                    answer["errorCode"] = .code(.unknownTopicOrPartition)
                    mustAnswer = true
                    return answer
                }
                let offset = partition["fetchOffset"].integer
                answer["highWatermark"] = .integer(log.endOffset)
                answer["lastStableOffset"] = .integer(log.lastStableOffset)
                answer["logStartOffset"] = .integer(log.startOffset)
                if leader(of: name, index) != request.broker {
                    answer["errorCode"] = .code(.notLeaderOrFollower)
                    mustAnswer = true
                } else if offset < log.startOffset || offset > log.endOffset {
                    answer["errorCode"] = .code(.offsetOutOfRange)
                    mustAnswer = true
                } else if room > 0 {
                    let end = isCommittedOnly ? log.lastStableOffset : log.endOffset
                    let limit = min(room, Int(partition.int32("partitionMaxBytes")))
                    let records = log.read(from: offset, upTo: end, maximumBytes: limit)
                    room -= records.count
                    found += records.count
                    answer["records"] = .bytes(records)
                    if isCommittedOnly {
                        let aborted = log.abortedTransactions.filter { $0.lastOffset >= offset }
                        answer["abortedTransactions"] = .structures(
                            aborted.map {
                                ["producerId": .integer($0.producerID), "firstOffset": .integer($0.firstOffset)]
                            }
                        )
                    }
                }
                return answer
            }
            return ["topic": .text(name), "partitions": .structures(partitions)]
        }
        let wait = min(request.message["maxWaitMs"].integer, Limit.fetchWait)
        if waits, !mustAnswer, wait > 0, found < request.int32("minBytes") {
            return .wait(.records(milliseconds: wait))
        }
        return .answer(["responses": .structures(responses)])
    }

    func listOffsets(_ request: Request) -> Structure {
        let isCommittedOnly = request.message["isolationLevel"].integer == 1
        return Self.eachPartition(of: request) { name, partition in
            guard permits(request, .describe, .topic, name) else {
                return ["errorCode": .code(.topicAuthorizationFailed)]
            }
            guard hasPartition(name, partition.int32("partitionIndex")) else {
                return ["errorCode": .code(.unknownTopicOrPartition)]
            }
            let index = partition.int32("partitionIndex")
            guard leader(of: name, index) == request.broker, let log = topics[name]?.partitions[Int(index)] else {
                return ["errorCode": .code(.notLeaderOrFollower)]
            }
            let time = partition["timestamp"].integer
            switch time {
            case -1: return ["offset": .integer(isCommittedOnly ? log.lastStableOffset : log.endOffset)]
            case -2, -4: return ["offset": .integer(log.startOffset)]
            case -3:
                guard let newest = log.newestRecord else { return [:] }
                return ["timestamp": .integer(newest.timestamp), "offset": .integer(newest.offset)]
            case ..<0: return [:]
            default:
                guard let record = log.firstRecord(since: time) else { return [:] }
                return ["timestamp": .integer(record.timestamp), "offset": .integer(record.offset)]
            }
        }
    }

    mutating func deleteRecords(_ request: Request) -> Structure {
        Self.eachPartition(of: request) { name, partition in
            let index = partition.int32("partitionIndex")
            guard hasPartition(name, index), let log = topics[name]?.partitions[Int(index)] else {
                return ["errorCode": .code(.unknownTopicOrPartition), "lowWatermark": -1]
            }
            guard leader(of: name, index) == request.broker else {
                return ["errorCode": .code(.notLeaderOrFollower), "lowWatermark": -1]
            }
            let asked = partition["offset"].integer
            let offset = asked == -1 ? log.endOffset : asked
            guard 0...log.endOffset ~= offset else {
                return ["errorCode": .code(.offsetOutOfRange), "lowWatermark": -1]
            }
            topics[name]?.partitions[Int(index)].deleteRecords(before: offset)
            return ["lowWatermark": .integer(max(offset, log.startOffset))]
        }
    }

    /// Answers topic by topic and partition by partition, in the order of the request.
    static func eachPartition(
        of request: Request,
        _ answer: (_ topic: Text, _ partition: Structure) -> Structure
    ) -> Structure {
        let topics = request.message["topics"].structures.map { topic -> Structure in
            let name = topic.text("name")
            let partitions = topic["partitions"].structures.map { partition -> Structure in
                var reply = answer(name, partition)
                reply["partitionIndex"] = partition["partitionIndex"]
                return reply
            }
            return ["name": .text(name), "partitions": .structures(partitions)]
        }
        return ["topics": .structures(topics)]
    }
}

extension Request {
    /// A number of the message.
    fileprivate func int32(_ name: String) -> Int32 { message.int32(name) }
}
