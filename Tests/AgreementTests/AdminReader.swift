import Foundation
import KafkaTestSupport
import Offsets

/// Kafka's own AdminClient of a release, asked what groups hold by `GroupReader.java`.
final class AdminReader: Sendable {
    private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("GroupReader.java").path

    private let program: Program

    /// Starts it; a Java takes a second or two until it answers.
    init(_ cluster: TestCluster) throws {
        program = try KafkaTool.start(cluster.version, source: Self.source, [cluster.bootstrapServers])
    }

    /// Ends it.
    func stop() async throws {
        try await program.stop()
    }

    /// What it sees of the groups whose names begin so.
    ///
    /// - Parameters:
    ///   - prefix: How the names begin.
    ///   - names: Groups whose offsets are read whether they are listed or not.
    /// - Returns: What it sees; a group that is not listed has no state and no kind.
    /// - Throws: ``KafkaFailure`` where it fails as a whole, or answers what is not understood.
    func view(of prefix: String, and names: [GroupID]) async throws -> GroupsView {
        let words = [prefix] + names.map(\.name)
        let question = words.map { Data($0.utf8).base64EncodedString() }.joined(separator: " ")
        var view = GroupsView()
        for line in try await program.ask(question, until: "end") {
            let words = line.split(separator: " ")
            switch (words[0], words.count) {
            case ("group", 5):
                view.groups[try Self.group(words[1]), default: .init()].state = GroupState(named: String(words[2]))
                view.groups[try Self.group(words[1])]?.type = Self.type(words[3], words[4])
            case ("offset", 7):
                guard let partition = Int32(words[3]), let offset = Int64(words[4]), let epoch = Int32(words[5]) else {
                    throw KafkaFailure("read what Kafka's AdminClient sees", message: "no numbers: \(line)")
                }
                let committed = CommittedOffset(
                    TopicPartition(topic: String(words[2]), partition: partition),
                    offset: offset,
                    leaderEpoch: epoch < 0 ? nil : epoch,
                    metadata: OffsetMetadata(try Self.text(words[6]))
                )
                view.groups[try Self.group(words[1]), default: .init()].offsets.append(committed)
            case ("topic", 3): view.topicIDs[String(words[1])] = String(words[2])
            case ("failed", 3): view.failed.insert(try Self.group(words[1]))
            default: throw KafkaFailure("read what Kafka's AdminClient sees", message: String(line))
            }
        }
        for group in view.groups.keys { view.groups[group]?.offsets.sort { $0.topicPartition < $1.topicPartition } }
        return view
    }

    private static func group(_ code: Substring) throws -> GroupID { GroupID(try text(code)) }

    private static func text(_ code: Substring) throws -> String {
        guard let data = code == "=" ? Data() : Data(base64Encoded: String(code)) else {
            throw KafkaFailure("read what Kafka's AdminClient sees", message: "no base64: \(code)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// The kind, by its name and what the members call their protocol; before 4.0 the AdminClient has no name for it.
    private static func type(_ name: Substring, _ protocolType: Substring) -> GroupType {
        switch (name, protocolType) {
        case ("Consumer", _): .consumer
        case ("Streams", _): .streams
        case ("Share", _): .share
        case (_, "-"): .simple
        case (_, "consumer"): .classic
        default: .classicOf(String(protocolType))
        }
    }
}
