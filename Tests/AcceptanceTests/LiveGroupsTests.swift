import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// `groups`, `describe` and `stats` as processes, on real brokers and on simulated ones.
@Suite(.serialized)
struct LiveGroupsTests {
    /// What `describe --json` says, as far as these tests look at it.
    private struct Described: Decodable {
        struct Group: Decodable {
            let group: String
            let state: String
            let coordinator: String?
            let members: Int?
            let clients: [Client]?
            let lag: Int64?
            let behindSeconds: Int64?
            let offsets: [Offset]
        }

        struct Client: Decodable {
            let client: String
            let host: String
            let instance: String?
            let assignment: [Assigned]?
        }

        struct Assigned: Decodable, Equatable {
            let topic: String
            let partitions: [Int32]
        }

        struct Offset: Decodable {
            let topic: String
            let partition: Int32
            let offset: Int64
            let logEnd: Int64?
            let lag: Int64?
            let behindSeconds: Int64?
        }

        let groups: [Group]
    }

    @Test(arguments: TestCluster.all)
    func `a live member is shown by its client id and its host`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 3) { seeded in
            let member = try await LiveConsumer.start(
                cluster,
                group: seeded.group(0),
                topics: [seeded.topic],
                properties: ["client.id": "billing-app"]
            )
            let run = try await user.run("describe", seeded.pattern, "--json")
            let groups = try run.document(Described.self).groups
            #expect(run.exitCode == .done && groups.count == 2, "\(run)")
            let live = try #require(groups.first { $0.group == seeded.group(0).name }, "\(run)")
            #expect(live.state == "Stable" && live.members == 1, "\(run)")
            #expect(live.clients?.map(\.client) == ["billing-app"], "\(run)")
            #expect(live.clients?.first?.host.hasPrefix("127.0.0.1") == true, "\(run)")
            #expect(live.coordinator?.contains(":") == true, "\(run)")
            let all = Described.Assigned(topic: seeded.topic, partitions: [0, 1, 2])
            #expect(live.clients?.first?.assignment == [all], "\(run)")
            let idle = try #require(groups.first { $0.group == seeded.group(1).name }, "\(run)")
            #expect(idle.state == "Empty", "\(run)")
            #expect(idle.members == 0 && idle.clients?.isEmpty == true, "\(run)")
            let table = try await user.run("describe", seeded.pattern, "--members")
            #expect(table.output.contains("billing-app"), "\(table)")
            #expect(table.output.contains("\(seeded.topic):0,1,2"), "\(table)")
            let rows = try await user.run("describe", seeded.group(0).name)
            #expect(rows.output.split(separator: "\n").count { $0.contains("billing-app") } == 3, "\(rows)")
            #expect(rows.output.split(separator: "\n").count == 4, "\(rows)")
            let stable = try await user.run("groups", "--group", seeded.pattern, "--state", "stable")
            #expect(stable.output.contains(seeded.group(0).name), "\(stable)")
            #expect(!stable.output.contains(seeded.group(1).name), "\(stable)")
            try await member.close()
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `lag is what Kafka's own tool says, of a hundred partitions`(_ cluster: TestCluster) async throws {
        let (groups, partitions, records) = (20, 5, 1_000)
        var random = SeededRandom(for: "lag of \(cluster)")
        let user = User(cluster)
        let topic = TestCluster.uniqueName("lag")
        try await cluster.createTopic(topic, partitions: partitions)
        for partition in 0..<Int32(partitions) {
            let count = Int.random(in: 0...records, using: &random)
            if count > 0 { try await cluster.produce(topic: topic, partition: partition, count: count) }
            // Some logs have lost their front, so that offsets lie before it.
            if count > 0, partition % 2 == 0 {
                try await cluster.deleteRecords(
                    topic: topic,
                    partition: partition,
                    before: Int64.random(in: 0...Int64(count), using: &random)
                )
            }
        }
        var commits: [(group: GroupID, offsets: [CommittedOffset])] = []
        for index in 0..<groups {
            let offsets = (0..<Int32(partitions)).map { partition in
                CommittedOffset(
                    TopicPartition(topic: topic, partition: partition),
                    offset: Int64.random(in: 0...Int64(records) + 100, using: &random)
                )
            }
            commits.append((group: GroupID("\(topic)-\(index)"), offsets: offsets))
        }
        try await cluster.commit(commits)
        let names = commits.map(\.group)
        let theirs = try await cluster.describeWithKafkasTool(names)
        let run = try await user.run("describe", "\(topic)-*", "--json")
        #expect(run.exitCode == .done, "\(run)")
        let ours = try run.document(Described.self).groups
        var compared = 0
        for row in theirs {
            let group = try #require(ours.first { GroupID($0.group) == row.group }, "\(row)")
            let offset = try #require(group.offsets.first { $0.partition == row.topicPartition.partition }, "\(row)")
            #expect(
                offset.offset == row.offset && offset.logEnd == row.logEnd && offset.lag == row.lag,
                "\(row) \(offset)"
            )
            compared += 1
        }
        #expect(compared == groups * partitions, "seed \(random.seed)")
        try await cluster.deleteGroups(names)
        try await cluster.deleteTopic(topic)
    }

    @Test(arguments: TestCluster.all)
    func `lag in time is the age of the next record, and none at the end of the log`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        let start = ContinuousClock.now
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let partitions = (0..<2 as Range<Int32>).map { TopicPartition(topic: seeded.topic, partition: $0) }
            let end = Int64(seeded.recordCount)
            try await cluster.commit([
                (group: seeded.group(0), offsets: partitions.map { CommittedOffset($0, offset: end) }),
                (group: seeded.group(1), offsets: partitions.map { CommittedOffset($0, offset: end - 1) }),
            ])
            let run = try await user.run("describe", seeded.pattern, "--time", "--json")
            #expect(run.exitCode == .done, "\(run)")
            let most = Int64((ContinuousClock.now - start) / .seconds(1)) + 1
            for group in try run.document(Described.self).groups {
                let ages = group.offsets.map(\.behindSeconds)
                if group.group == seeded.group(0).name {
                    #expect(group.lag == 0 && ages == [0, 0], "\(run)")
                } else {
                    #expect(group.lag == 2 && ages.allSatisfy { $0.map { (0...most).contains($0) } == true }, "\(run)")
                }
            }
        }
    }

    /// Each command, and whether a program reads its output.
    private static let looks: [[String]] = [
        ["groups", "--group", "PATTERN"], ["groups", "--group", "PATTERN", "--json"],
        ["groups", "--group", "PATTERN", "--sort", "lag"], ["describe", "PATTERN"], ["describe", "PATTERN", "--json"],
        ["describe", "PATTERN", "--time"], ["describe", "PATTERN", "--members"], ["describe", "PATTERN", "--watch=1s"],
        ["groups", "--group", "PATTERN", "--watch=1s", "--json"], ["stats", "--group", "PATTERN"],
        ["stats", "--group", "PATTERN", "--json"],
    ]

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `no reader, no output, no locale and a dumb terminal are all the same to a look`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            for words in Self.looks.map({ $0.map { $0 == "PATTERN" ? seeded.pattern : $0 } }) {
                // As `| head -1` leaves it when it has read enough.
                let abandoned = try await user.start(words, output: .abandonedPipe).result()
                #expect(abandoned.exitCode == .done && !abandoned.messages.contains("error"), "\(abandoned)")
                let isWatch = words.contains { $0.hasPrefix("--watch") }
                let closed = try await user.start(words, output: .closed).result()
                #expect(closed.exitCode == .inputOutput, "\(closed)")
                guard !isWatch else { continue }
                let plain = try await user.start(words).result()
                let environments = [["LC_ALL": "C"], ["LANG": "", "LC_ALL": ""], ["TERM": "dumb"], ["NO_COLOR": "1"]]
                for environment in environments {
                    let other = try await user.start(words, environment: environment).result()
                    #expect(other.exitCode == .done && !other.output.contains("\u{1b}"), "\(other)")
                    #expect(
                        other.output.split(separator: "\n").count == plain.output.split(separator: "\n").count,
                        "\(environment) \(other)"
                    )
                }
            }
        }
    }

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `head and jq read what is put out`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            let line =
                "set -o pipefail; \"$0\" describe \"$1\" --bootstrap-server \"$2\" | head -1; echo $?; "
                + "\"$0\" describe \"$1\" --watch=1s --json --bootstrap-server \"$2\" | head -1 | wc -l; echo $?; "
                + "\"$0\" groups --group \"$1\" --lag --json --bootstrap-server \"$2\" "
                + "| python3 -c 'import json, sys; print(len(json.load(sys.stdin)[\"groups\"]))'; echo $?"
            let output = try await Program.run(
                "bash",
                ["-c", line, BuiltProgram.path, seeded.pattern, cluster.bootstrapServers]
            )
            let lines = output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(lines.first?.hasPrefix("GROUP") == true, "\(output)")
            #expect(Array(lines.dropFirst()) == ["0", "1", "0", "2", "0"], "\(output)")
            _ = user
        }
    }

    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1), [SIGINT, SIGTERM])
    func `a watch goes on until it is interrupted, longer than its deadline`(
        _ cluster: TestCluster,
        _ signal: Int32
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            let watch = try user.start(["describe", seeded.group(0).name, "--watch=500ms", "--json", "--timeout", "1s"])
            try await Waiting.until("several looks") {
                watch.output.split(separator: "\n").count > 4 || watch.hasEnded
            }
            #expect(watch.kill(signal, .group))
            let result = try await watch.result()
            #expect(result.exitCode == (signal == SIGINT ? .interrupted : .terminated), "\(result)")
            #expect(result.messages.isEmpty, "\(result)")
            let page = try JSONPage.current.get()
            for line in result.output.split(separator: "\n") {
                #expect(page.flaws(in: String(line), of: ["describe"]).isEmpty, "\(line)")
            }
        }
    }
}
