import Foundation
import KafkaTestSupport
import Offsets
import Store

/// A capture as a large cluster gives one, made up.
///
/// Groups share topics of many sizes, some follow closely, some lag, some have stopped long ago, and some write metadata. The same number of groups is always the same capture.
struct SeededCapture {
    /// A topic, and how many records a second each of its partitions gets.
    private struct Topic {
        let name: String
        let rates: [Double]
        let ends: [Int64]
        let epochs: [Int32]
    }

    private static let partitionCounts = [1, 3, 6, 6, 12, 12, 24, 24, 48]
    private static let groupsPerTopic = 6
    /// How many topics a group has on average beyond its first; with the sizes above this makes about 82 partitions.
    private static let furtherTopics = 5.0
    private static let firstSecond: Int64 = 1_790_000_000

    /// The capture.
    let snapshot: Snapshot

    /// Makes it up.
    init(groups count: Int) {
        var random = SeededRandom(seed: 7)
        let topics = (0..<max(1, count / Self.groupsPerTopic)).map { Self.topic($0, &random) }
        let now = Timestamp.now()
        snapshot = Snapshot(
            origin: SnapshotOrigin(
                cluster: ClusterName(id: "c2VlZGVkLWNhcHR1cmU", name: nil),
                bootstrapServers: "kafka.example:9092",
                startedAt: now,
                finishedAt: now,
                tidemarkVersion: "0",
                client: "0"
            ),
            coverage: Coverage(listed: count, selected: count, captured: count, visibility: Visibility(.all)),
            groups: (0..<count).map { Self.group($0, topics, &random) },
            topics: topics.map { topic in
                let bounds = topic.ends.enumerated().map { index, end in
                    (Int32(index), LogBounds(start: end / 3, end: end))
                }
                return TopicLogs(
                    topic: topic.name,
                    id: nil,
                    partitionCount: Int32(topic.ends.count),
                    bounds: Dictionary(uniqueKeysWithValues: bounds)
                )
            }
        )
    }

    /// A group in the middle, for looking one up.
    var middle: GroupID? { snapshot.groups.isEmpty ? nil : snapshot.groups[snapshot.groups.count / 2].group }

    /// Saves it in a new store, and its offsets as Kafka's own tool takes them; returns the size of the snapshot's file.
    func save(in directory: String, csv: String) async throws -> Int {
        var lines = ""
        for group in snapshot.groups {
            for offset in group.offsets {
                lines += "\(group.group),\(offset.topic),\(offset.partition),\(offset.offset)\n"
            }
        }
        try Data(lines.utf8).write(to: URL(filePath: csv))
        let store = try await SnapshotStore.open(directory, for: .writing(wait: .zero))
        return try await store.append(snapshot).stored.bytes
    }

    private static func topic(_ number: Int, _ random: inout SeededRandom) -> Topic {
        let partitions = partitionCounts.randomElement(using: &random) ?? 1
        let rate = exp(Double.random(in: 0...8, using: &random))
        var (rates, ends, epochs): ([Double], [Int64], [Int32]) = ([], [], [])
        for _ in 0..<partitions {
            rates.append(rate * Double.random(in: 0.7...1.3, using: &random))
            ends.append(Int64(rates[rates.count - 1] * Double.random(in: 2e5...2.2e5, using: &random)))
            epochs.append(Int32.random(in: 0...12, using: &random))
        }
        return Topic(name: "topic-\(padded(number))", rates: rates, ends: ends, epochs: epochs)
    }

    private static func group(_ number: Int, _ topics: [Topic], _ random: inout SeededRandom) -> GroupOffsets {
        let wanted = 1 + Int(spread(furtherTopics, &random))
        // Few topics are read by many groups.
        let chosen = Set(
            (0..<wanted).map { _ in
                Int(pow(Double.random(in: 0..<1, using: &random), 2) * Double(topics.count))
            }
        )
        let pace = Double.random(in: 0..<1, using: &random)
        let text = Double.random(in: 0..<1, using: &random)
        let stoppedSeconds = exp(Double.random(in: 0...12, using: &random))
        var offsets: [CommittedOffset] = []
        for topic in chosen.sorted().map({ topics[$0] }) {
            for partition in topic.ends.indices {
                let lag: Double
                switch pace {
                case ..<0.35: lag = Double.random(in: 0..<1, using: &random) < 0.8 ? 0 : spread(5, &random)
                case ..<0.7: lag = spread(1 + topic.rates[partition] * 0.3, &random)
                case ..<0.85: lag = spread(1 + topic.rates[partition] * 5, &random)
                default:
                    lag = topic.rates[partition] * stoppedSeconds * Double.random(in: 0.95...1.05, using: &random)
                }
                offsets.append(
                    CommittedOffset(
                        TopicPartition(topic: topic.name, partition: Int32(partition)),
                        offset: max(0, topic.ends[partition] - Int64(min(lag, 1e15))),
                        leaderEpoch: topic.epochs[partition],
                        metadata: metadata(text, number, &random)
                    )
                )
            }
        }
        let state: GroupState = pace < 0.85 ? .stable : .empty
        return GroupOffsets(group: GroupID("group-\(padded(number))"), state: state, type: .classic, offsets: offsets)
    }

    /// Of 100 groups four write a different text for each partition, as Kafka Streams does, and six the same for all.
    private static func metadata(_ kind: Double, _ group: Int, _ random: inout SeededRandom) -> OffsetMetadata {
        switch kind {
        case ..<0.04:
            let milliseconds = (firstSecond + Int64.random(in: 0...10_000, using: &random)) * 1_000
            let bytes = [2] + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: milliseconds >> $0) }
            return OffsetMetadata(Data(bytes).base64EncodedString())
        case ..<0.1: return OffsetMetadata("consumer-1@host-\(group % 7)")
        default: return .none
        }
    }

    /// A number of 0 or more that is mostly small and has this mean.
    private static func spread(_ mean: Double, _ random: inout SeededRandom) -> Double {
        -mean * log(1 - Double.random(in: 0..<1, using: &random))
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
