import Cluster
import Offsets
import Testing

@testable import Kafka

struct LogBoundsSearchTests {
    private static let bounds = LogBounds(start: 0, end: 9)
    private let partitions = (0..<6).map { TopicPartition(topic: "orders", partition: $0) }

    /// Answers like brokers that lead what `leaders` says; returns what was asked, and the bounds.
    private func search(
        _ leaders: [TopicPartition: Int32],
        rounds: Int = 10,
        _ failure: (LogBoundsSearch.Question) -> KafkaError?
    ) -> (asked: [LogBoundsSearch.Question], found: [TopicPartition: Result<LogBounds, KafkaError>]) {
        var search = LogBoundsSearch(partitions, chunk: 100)
        var asked: [LogBoundsSearch.Question] = []
        while let question = search.next(), asked.count < 100 {
            asked.append(question)
            if let error = failure(question) {
                search.failed(question, error)
            } else {
                search.take(
                    Dictionary(uniqueKeysWithValues: question.partitions.map { ($0, .success(Self.bounds)) }),
                    for: question
                )
            }
            guard !search.failures.isEmpty else { continue }
            if asked.count < rounds { search.askAgain(leaders: leaders) } else { search.giveUp(isOver: false) }
        }
        return (asked, search.found)
    }

    private func leaders(_ broker: (Int32) -> Int32) -> [TopicPartition: Int32] {
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, broker($0.partition)) })
    }

    @Test func `after a leader has failed only its own partitions are asked again`() {
        var isFirst = true
        let (asked, found) = search(leaders { $0 % 3 }) { question in
            defer { isFirst = false }
            return isFirst ? KafkaError(.timedOut) : nil
        }
        #expect(asked.map(\.leader) == [nil, 2, 1, 0])
        #expect(asked.dropFirst().allSatisfy { $0.partitions.count == 2 })
        #expect(found.count == 6 && found.values.allSatisfy { $0 == .success(Self.bounds) })
    }

    @Test func `a partition that has no leader is not asked again`() {
        let (asked, found) = search(leaders { $0 == 4 ? -1 : 1 }) { $0.leader == nil ? KafkaError(.transport) : nil }
        #expect(asked.last?.partitions.count == 5)
        #expect(found[partitions[4]] == .failure(KafkaError(.leaderNotAvailable)))
        #expect(found.values.count { $0 == .success(Self.bounds) } == 5)
    }

    @Test func `a leader that never answers costs nobody else's bounds`() {
        let (_, found) = search(leaders { $0 % 2 }) { $0.leader != 1 ? nil : KafkaError(.timedOut) }
        #expect(found.values.allSatisfy { $0 == .success(Self.bounds) }, "while no leader is known all are asked")
        let (_, silent) = search(leaders { $0 % 2 }) { $0.leader == 0 ? nil : KafkaError(.timedOut) }
        #expect(partitions.map { silent[$0] == .success(Self.bounds) } == [true, false, true, false, true, false])
    }

    @Test(arguments: [KafkaErrorCode.notLeader, .leaderNotAvailable, .topicAuthorizationFailed])
    func `one partition at fault is found by halving`(code: KafkaErrorCode) {
        let bad = partitions[3]
        let (_, found) = search(leaders { _ in 1 }) { $0.partitions.contains(bad) ? KafkaError(code) : nil }
        #expect(found[bad] == .failure(KafkaError(code)))
        #expect(found.values.count { $0 == .success(Self.bounds) } == 5)
    }

    @Test func `a failure of one partition that may pass leaves it open, another is final`() {
        var search = LogBoundsSearch(partitions, chunk: 100)
        let question = search.next()
        #expect(question?.partitions == partitions)
        guard let question else { return }
        search.take(
            [
                partitions[0]: .success(Self.bounds), partitions[1]: .failure(KafkaError(.leaderNotAvailable)),
                partitions[2]: .failure(KafkaError(.topicAuthorizationFailed)),
            ],
            for: question
        )
        #expect(search.failures.keys.sorted() == [partitions[1]])
        search.askAgain(leaders: [:])
        #expect(search.next()?.partitions == [partitions[1]])
        #expect(search.found[partitions[2]] == .failure(KafkaError(.topicAuthorizationFailed)))
    }

    @Test func `without any time left everything open is given up`() {
        var search = LogBoundsSearch(partitions, chunk: 100)
        if let question = search.next() { search.failed(question, KafkaError(.timedOut)) }
        search.giveUp(isOver: true)
        #expect(search.next() == nil)
        #expect(search.found.count == 6)
    }
}
