import Cluster
import KafkaProtocol
import Offsets
import Testing

@testable import KafkaDirect

/// The parts of the client that need no connection.
struct PartsTests {
    // MARK: What a request has of partitions

    @Test func `partitions come by topic, in the order in which each first comes, however topics change`() {
        let places = [("b", 1), ("b", 0), ("a", 0), ("b", 2), ("a", 3), ("c", 0)]
            .map { TopicPartition(topic: $0.0, partition: Int32($0.1)) }
        let found = Value.byTopic(places) {
            $0
        } entry: {
            .number($0.partition)
        }
        let expected = [("b", [1, 0, 2]), ("a", [0, 3]), ("c", [0])]
        #expect(
            found
                == .structures(
                    expected.map { ["name": .text(Text($0.0)), "partitions": .array($0.1.map { .number($0) })] }
                )
        )
        #expect(
            Value.byTopic([] as [TopicPartition]) {
                $0
            } entry: { _ in
                .null
            } == .structures([])
        )
    }

    // MARK: What a broker answers of partitions

    @Test func `what a group holds is sorted, in whatever order the broker answers`() throws {
        let numbers: [Int32] = [7, 0, .max, 3, 1, 100_000, 2]
        let topics = ["b", "a"].map { topic in
            OffsetFetchAnswer.Topic(
                name: topic,
                partitions: numbers.map { number in
                    let place = TopicPartition(topic: topic, partition: number)
                    return (number, number == 3 ? .negative(-5) : .committed(CommittedOffset(place, offset: 9)))
                }
            )
        }
        let held = try OffsetFetchAnswer.Group(name: nil, error: .none, topics: topics).held()
        let sorted = numbers.filter { $0 != 3 }.sorted()
        #expect(held.offsets.map(\.topic) == sorted.map { _ in "a" } + sorted.map { _ in "b" })
        #expect(held.offsets.map(\.partition) == sorted + sorted)
        #expect(Set(held.negative.keys) == Set(["a", "b"].map { TopicPartition(topic: $0, partition: 3) }))
        let odd = OffsetFetchAnswer.Topic(name: "t", partitions: [(0, .absent), (-1, .absent), (.min, .absent)])
        #expect(Array(odd.placesInOrder) == [2, 1, 0])
    }

    // MARK: GroupBatches

    private static func batches(_ sizes: [Int?]) -> [[Int]] {
        let batches = GroupBatches(sizes.enumerated().map { (index: $0.offset * 10, bytes: $0.element) })
        var found: [[Int]] = []
        while let batch = batches.next() { found.append(Array(batch)) }
        return found
    }

    @Test func `groups are handed out each once, in their order`() {
        let found = Self.batches((0..<1_000).map { $0 % 3 == 0 ? nil : $0 * 100 })
        #expect(found.flatMap(\.self) == (0..<1_000).map { $0 * 10 })
        #expect(found.allSatisfy { $0.count <= DirectLimits.groupsPerRequest })
        #expect(Self.batches([]).isEmpty)
    }

    @Test func `a batch is as long as an answer may be, and a group alone that is longer`() {
        let most = DirectLimits.offsetsAnswerBytes
        #expect(Self.batches([most / 2, most / 2, 1]) == [[0, 10], [20]])
        #expect(Self.batches([1, most * 3, 1]) == [[0], [10], [20]])
    }

    @Test func `what answers were like tells what others will be like`() {
        let batches = GroupBatches((0..<200).map { (index: $0, bytes: nil) })
        guard let first = batches.next() else { return }
        #expect(batches.expectedBytes(of: first) == first.count * 4_096)
        batches.note(groups: 10, bytes: 10 * DirectLimits.offsetsAnswerBytes)
        guard let second = batches.next() else { return }
        #expect(second.count == 1)
        #expect(batches.expectedBytes(of: second) == DirectLimits.offsetsAnswerBytes)
    }

    // MARK: TopicNames

    @Test func `names come back as they are, however many there are`() {
        var names = TopicNames()
        let all = (0..<5_000).map { "topic-\($0)" }
        for _ in 0..<2 {
            for name in all { #expect(names.name(Array(name.utf8)[...]) == name) }
        }
    }

    @Test func `a name is found inside other bytes, and spellings are kept apart`() {
        var names = TopicNames()
        let bytes = Array("xordersx".utf8)
        #expect(names.name(bytes[1..<7]) == "orders")
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        for name in [composed, decomposed, composed] {
            #expect(Array(names.name(Array(name.utf8)[...]).utf8) == Array(name.utf8))
        }
        #expect(names.name([]) == "")
    }

    /// The first three bytes of a letter of four become U+FFFD, which has three bytes as well.
    @Test func `names that are not UTF-8 are not kept, be what takes their place as long`() {
        var names = TopicNames()
        let began = ContinuousClock.now
        for _ in 0..<20_000 { #expect(names.name([0xF0, 0x9F, 0x98]) == "\u{FFFD}") }
        #expect(names.name([0xEF, 0xBF, 0xBD]) == "\u{FFFD}")
        // Each of them used to be looked for behind all that came before.
        #expect(began.duration(to: .now) < .seconds(10))
    }

    // MARK: InFlight

    private static func exchange(_ correlation: Int32, bytes: Int = 0, within time: Duration = .seconds(60)) -> Exchange
    {
        Exchange([], correlation: correlation, expectedBytes: bytes, deadline: .after(time))
    }

    private static func frame(_ correlation: Int32) -> [UInt8] {
        var writer = MessageWriter()
        writer.integer(correlation)
        return writer.bytes
    }

    @Test func `answers are handed out in the order of the requests`() async throws {
        var inFlight = InFlight()
        #expect(inFlight.isEmpty && inFlight.roomForBytes == .max)
        for round in 0..<Int32(10) {
            let exchanges = (0..<Int32(DirectLimits.requestsInFlight)).map {
                Self.exchange(round * 100 + $0, bytes: 100)
            }
            inFlight.add(exchanges)
            #expect(inFlight.roomForRequests == 0)
            #expect(inFlight.roomForBytes == DirectLimits.expectedBytesInFlight - exchanges.count * 100)
            for exchange in exchanges {
                try inFlight.answer(Self.frame(exchange.correlation))
                #expect(try await exchange.answer.value.get() == Self.frame(exchange.correlation))
            }
            #expect(inFlight.isEmpty && inFlight.roomForRequests == DirectLimits.requestsInFlight)
        }
    }

    @Test func `an answer to another request, to none or without a number is refused`() {
        var inFlight = InFlight()
        #expect(throws: MalformedMessage.self) { try inFlight.answer(Self.frame(0)) }
        inFlight.add([Self.exchange(1), Self.exchange(2)])
        #expect(throws: MalformedMessage.self) { try inFlight.answer(Self.frame(2)) }
        #expect(throws: MalformedMessage.self) { try inFlight.answer([0, 0]) }
    }

    @Test func `who has waited too long is told so, and the late answer is dropped`() async throws {
        var inFlight = InFlight()
        let (late, early) = (Self.exchange(1, within: .zero), Self.exchange(2))
        inFlight.add([late, early])
        #expect(inFlight.nextDeadline == early.deadline)
        inFlight.expire(KafkaError(.timedOut))
        #expect(await late.answer.value == .failure(KafkaError(.timedOut)))
        try inFlight.answer(Self.frame(1))
        #expect(await late.answer.value == .failure(KafkaError(.timedOut)))
        inFlight.fail(KafkaError(.transport))
        #expect(await early.answer.value == .failure(KafkaError(.transport)))
    }

    // MARK: AnswerBuffer

    @Test func `an answer is whole when its last byte has come`() throws {
        var buffer = AnswerBuffer()
        for answer in [[], [1], [1, 2, 3]] as [[UInt8]] {
            for byte in [0, 0, 0, UInt8(answer.count)] + answer {
                #expect(try buffer.next() == nil)
                buffer.bytes.append(byte)
            }
            #expect(try buffer.next() == answer)
        }
        #expect(buffer.isEmpty)
        #expect(try buffer.next() == nil)
        #expect(buffer.bytes.isEmpty)
    }

    @Test(arguments: [Int32.max, .min, -1, Int32(DirectLimits.answerBytes) + 1])
    func `a length that no answer has is refused before the answer comes`(_ length: Int32) {
        var buffer = AnswerBuffer()
        buffer.bytes = Self.frame(length)
        #expect(throws: MalformedMessage.self) { try buffer.next() }
        #expect(buffer.bytes.count == 4)
    }

    // MARK: ConnectionPool

    @Test func `pauses grow up to the longest, and chance spreads them`() {
        let jitter = (1 - DirectLimits.jitter)...(1 + DirectLimits.jitter)
        for failures in [0, 1, 2, 3, 4, 5, 100, .max] {
            let doubled = DirectLimits.firstDialPause * (1 << min(failures, 10))
            let expected = min(doubled, DirectLimits.longestDialPause)
            let pauses = (0..<100).map { _ in ConnectionPool.pause(after: failures) }
            #expect(pauses.allSatisfy { jitter ~= $0 / expected })
            #expect(Set(pauses).count > 1)
        }
    }

    // MARK: BrokerListing

    private static func listing(
        _ broker: Int32,
        _ groups: [String] = [],
        before: [Int32?]?,
        after: [Int32?]?
    ) -> BrokerListing {
        BrokerListing(
            broker: broker,
            groups: groups.map { ListedGroup(group: GroupID($0), state: .empty, type: .classic) },
            before: OffsetsTopicMetadata(brokers: [0, 1], leaders: before),
            after: OffsetsTopicMetadata(brokers: [0, 1], leaders: after)
        )
    }

    @Test func `a partition is heard when its broker led it before and after`() {
        let both = [
            Self.listing(0, before: [0, 1, 0, nil], after: [0, 1, 1, nil]),
            Self.listing(1, before: [0, 1, 1, nil], after: [0, 1, 1, 1]),
        ]
        #expect(BrokerListing.heard(by: both) == OffsetsPartitions(count: 4, unheard: [3]))
        #expect(BrokerListing.heard(by: [both[0]]) == OffsetsPartitions(count: 4, unheard: [1, 2, 3]))
    }

    @Test func `partitions that came meanwhile are not heard, and what is not told is unknown`() {
        let grown = Self.listing(0, before: [0], after: [0, 0])
        #expect(BrokerListing.heard(by: [grown]) == OffsetsPartitions(count: 2, unheard: [1]))
        let untold = [Self.listing(0, before: nil, after: [0]), Self.listing(1, before: [0], after: nil)]
        #expect(BrokerListing.heard(by: untold) == .unknown)
        #expect(BrokerListing.heard(by: []) == .unknown)
        let none = Self.listing(0, before: [], after: [])
        #expect(BrokerListing.heard(by: [none]) == OffsetsPartitions(count: 0, unheard: []))
    }

    @Test func `a group that two brokers list is there once, and named`() {
        let (groups, repeated) = BrokerListing.merged([
            Self.listing(0, ["b", "a"], before: [], after: []), Self.listing(1, ["c", "b"], before: [], after: []),
        ])
        #expect(groups.map(\.group.name) == ["a", "b", "c"])
        #expect(repeated == [GroupID("b")])
    }
}
