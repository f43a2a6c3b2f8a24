internal import Cluster
internal import Offsets

/// The log bounds of many partitions: those that are known, and the questions that are still open.
///
/// It decides what is asked next and when to give up; who asks, and waits in between, is ``KafkaClient``.
struct LogBoundsSearch: Sendable {
    /// Partitions to ask about in one call.
    struct Question: Hashable, Sendable {
        let partitions: [TopicPartition]
        /// The broker that leads all of them, `nil` when that is not known.
        let leader: Int32?
    }

    /// The bounds that are known, and the reasons of those that will not be.
    private(set) var found: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
    /// The partitions of the last question that may have bounds if they are asked again.
    private(set) var failures: [TopicPartition: KafkaError] = [:]

    private let chunk: Int
    private var waiting: [Question]
    private var failedLeader: Int32?
    /// Why the last question failed as a whole.
    private var wholeFailure: KafkaError?

    /// A search for partitions, at most `chunk` of them in a question.
    init(_ partitions: [TopicPartition], chunk: Int) {
        self.chunk = max(1, chunk)
        waiting = Self.split(partitions, by: self.chunk, leader: nil)
        found.reserveCapacity(partitions.count)
    }

    /// The topics of everything that is still open.
    var openTopics: Set<String> {
        var topics = Set(failures.keys.lazy.map(\.topic))
        for question in waiting { for partition in question.partitions { topics.insert(partition.topic) } }
        return topics
    }

    /// The next question, `nil` when all are answered.
    mutating func next() -> Question? {
        failures = [:]
        wholeFailure = nil
        return waiting.popLast()
    }

    /// Takes the answers to a question; failures that may pass stay open.
    mutating func take(_ bounds: [TopicPartition: Result<LogBounds, KafkaError>], for question: Question) {
        failedLeader = question.leader
        for (partition, result) in bounds {
            if case .failure(let error) = result, error.code.isTransient {
                failures[partition] = error
            } else {
                found[partition] = result
            }
        }
    }

    /// A question failed as a whole.
    ///
    /// Where that cannot pass, one of its partitions is at fault, and the others are asked without it.
    mutating func failed(_ question: Question, _ error: KafkaError) {
        failedLeader = question.leader
        if error.code.isTransient {
            wholeFailure = error
            for partition in question.partitions { failures[partition] = error }
        } else if question.partitions.count > 1, error.code != .cancelled {
            waiting += Self.split(
                question.partitions,
                by: Self.half(question.partitions.count),
                leader: question.leader
            )
        } else {
            for partition in question.partitions { found[partition] = .failure(error) }
        }
    }

    /// Puts what has failed among the open questions again, after everything else, with the leaders as they are now.
    ///
    /// - Parameter leaders: The leader of each partition, −1 where there is none; empty when they are not known.
    mutating func askAgain(leaders: [TopicPartition: Int32]) {
        let open = failures.keys.sorted()
        let isSame = failedLeader != nil && open.allSatisfy { leaders[$0] == failedLeader }
        // A leader that answers, and stays the leader, does not answer for one of them: it is found by halving.
        let isOfOne = isSame && wholeFailure.map { !KafkaClient.blamesBroker($0) } == true
        let others = waiting.flatMap(\.partitions)
        waiting = questions(for: open, leaders, size: isOfOne ? Self.half(open.count) : chunk)
        waiting += questions(for: others, leaders, size: chunk)
        failures = [:]
    }

    /// Takes what has failed as final, and the rest of the leader's questions too where it is the leader that is silent;
    /// of a call that failed because of one partition the others are asked once more.
    ///
    /// - Parameter isOver: Whether there is no time left to ask anything.
    mutating func giveUp(isOver: Bool) {
        let isOfLeader = wholeFailure.map(KafkaClient.blamesBroker) == true && failedLeader != nil
        if wholeFailure != nil, !isOver, !isOfLeader, failures.count > 1 {
            let open = failures.keys.sorted()
            waiting += Self.split(open, by: Self.half(open.count), leader: failedLeader)
        } else {
            for (partition, error) in failures { found[partition] = .failure(error) }
            if let error = wholeFailure, isOfLeader {
                for question in waiting where question.leader == failedLeader {
                    for partition in question.partitions { found[partition] = .failure(error) }
                }
                waiting.removeAll { $0.leader == failedLeader }
            }
        }
        failures = [:]
    }

    /// Questions leader by leader; a partition that has none now is not asked about.
    private mutating func questions(
        for partitions: [TopicPartition],
        _ leaders: [TopicPartition: Int32],
        size: Int
    ) -> [Question] {
        var byLeader: [Int32?: [TopicPartition]] = [:]
        for partition in partitions {
            let leader = leaders[partition]
            if let leader, leader < 0 {
                found[partition] = .failure(KafkaError(.leaderNotAvailable))
            } else {
                byLeader[leader, default: []].append(partition)
            }
        }
        return byLeader.sorted { $0.key ?? -1 < $1.key ?? -1 }.flatMap { leader, partitions in
            Self.split(partitions, by: size, leader: leader)
        }
    }

    private static func half(_ count: Int) -> Int { max(1, (count + 1) / 2) }

    private static func split(_ partitions: [TopicPartition], by size: Int, leader: Int32?) -> [Question] {
        stride(from: 0, to: partitions.count, by: size).map { start in
            Question(partitions: Array(partitions[start..<min(start + size, partitions.count)]), leader: leader)
        }
    }
}
