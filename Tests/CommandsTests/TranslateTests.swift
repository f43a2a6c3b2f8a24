import Cluster
import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// `tidemark copy --translate timestamp`, between clusters in dictionaries.
struct TranslateTests {
    private static let from = ["--from-bootstrap-server", "other:9092"]

    /// Records one after another from an offset on, ten milliseconds apart, each of another content.
    private static func records(_ numbers: Range<Int>, from start: Int64) -> [LogRecord] {
        numbers.enumerated().map { index, number in
            LogRecord(
                offset: start + Int64(index),
                time: time(number),
                key: Array("k\(number % 3)".utf8),
                value: Array("v\(number)".utf8)
            )
        }
    }

    private static func time(_ number: Int) -> Timestamp {
        Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(number) * 10_000_000)
    }

    /// A cluster `c-2` whose group `theirs` holds `offset` in both partitions of `orders`, with 100 records each, and the cluster that
    /// is written to, which has the same records 1 000 offsets further on.
    private static func withClusters(
        at offset: Int64 = 42,
        _ body: (_ source: DictionaryCluster, _ target: DictionaryCluster, _ store: String) async throws -> Void
    ) async throws {
        try await CommandRun.withStore { store in
            let source = DictionaryCluster(groups: ["theirs"], offset: offset)
            source.change { $0.id = "c-2" }
            let target = DictionaryCluster(groups: [])
            for partition in 0..<2 as Range<Int32> {
                source.change { $0.topics["orders"]?.hold(records(0..<100, from: 0), in: partition, from: 0, to: 100) }
                target.change {
                    $0.topics["orders"]?.hold(records(0..<100, from: 1_000), in: partition, from: 0, to: 1_100)
                }
            }
            try await body(source, target, store)
        }
    }

    private static func run(
        _ words: [String] = [],
        _ source: DictionaryCluster,
        _ target: DictionaryCluster,
        _ store: String
    ) async -> CommandRun {
        await CommandRun(
            ["copy", "theirs", "ours", "--translate", "timestamp"] + from + words,
            target,
            store: store,
            others: ["other:9092": source]
        )
    }

    @Test func `a group gets the offsets of the same records, and it is said how exact they are`() async throws {
        try await Self.withClusters { source, target, store in
            let run = await Self.run(["--yes", "-v"], source, target, store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(target.now.held(by: "ours") == ["orders[0]=1042", "orders[1]=1042"])
            #expect(run.output.contains("the same records follow; none is delivered again"), "\(run)")
            #expect(run.messages.contains("from group theirs of cluster c-2, by timestamp\n"), "\(run)")
            let words = "2 offsets translated by timestamp, 2 of them exactly: at most 0 records delivered again"
            #expect(run.messages.contains(words), "\(run)")
            #expect(!source.now.calls.contains { $0.isWrite || $0.kind == .initialize })
            let runs = await CommandRun(["runs", "--json"], target, store: store)
            #expect(runs.output.contains(#""source":"groups theirs of cluster c-2, by timestamp""#), "\(runs)")
            let undo = await CommandRun(["undo", "latest", "--yes"], target, store: store)
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(target.now.groups[GroupID("ours")] == nil)
        }
    }

    @Test func `JSON has the translation of each step and the sum, and a saved plan keeps them`() async throws {
        try await Self.withClusters { source, target, store in
            _ = await CommandRun(["snapshot"], target, store: store)
            let document = await Self.run(["--json", "--dry-run"], source, target, store)
            #expect(document.exitCode == .done, "\(document)")
            let step = #""translation":{"sourceOffset":42,"exactness":"same-records","again":0}"#
            #expect(document.output.contains(step), "\(document)")
            #expect(document.output.contains(#""translation":{"offsets":2,"exact":2,"again":0,"unknown":0}"#))
            #expect(document.output.contains(#""translation":"timestamp""#))
            let file = "\(store)/translated.plan"
            let saved = await Self.run(["--plan-out", file], source, target, store)
            #expect(saved.exitCode == .done, "\(saved)")
            let applied = await CommandRun(["apply", file, "--yes", "--json"], target, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(applied.output.contains(step), "\(applied)")
            #expect(target.now.held(by: "ours") == ["orders[0]=1042", "orders[1]=1042"])
        }
    }

    @Test func `the lag is verified at the offset that was found`() async throws {
        try await Self.withClusters { source, target, store in
            let refused = await Self.run(["--verify-lag", "57", "--yes"], source, target, store)
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(
                refused.messages.contains("it would begin with a lag of 58, and at most 57 is allowed"),
                "\(refused)"
            )
            let run = await Self.run(["--verify-lag", "58", "--yes"], source, target, store)
            #expect(run.exitCode == .done, "\(run)")
        }
    }

    /// What is unusual about partition 0, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let offset: Int64
        let finding: Finding?
        let expected: Int64
        let again: String
        let change: @Sendable (_ source: inout ClusterState.Topic, _ target: inout ClusterState.Topic) -> Void

        init(
            _ name: String,
            at offset: Int64 = 42,
            _ finding: Finding? = nil,
            to expected: Int64,
            again: String = "0",
            _ change: @escaping @Sendable (inout ClusterState.Topic, inout ClusterState.Topic) -> Void
        ) {
            (testDescription, self.offset, self.finding, self.expected, self.again) = (
                name, offset, finding, expected, again
            )
            self.change = change
        }
    }

    static let cases: [Case] = [
        Case("at the end", at: 100, to: 1_100) { _, _ in },
        Case("at the end of a log that is ahead", at: 100, to: 1_050, again: "null") { _, target in
            target.hold(records(0..<50, from: 1_000), in: 0, from: 0, to: 1_050)
        },
        Case("gone at the source", .outsideSourceLog, to: 1_060) { source, _ in
            source.hold(records(60..<100, from: 60), in: 0, from: 60, to: 100)
        },
        Case("beyond the end of the source", at: 200, .outsideSourceLog, to: 1_100) { _, _ in },
        Case("gone at the target", .belowLogStart, to: 1_070) { _, target in
            target.hold(records(70..<100, from: 1_070), in: 0, from: 1_070, to: 1_100)
        },
        Case("an empty target", .noRecordSince, to: 0, again: "null") { _, target in
            target.hold([], in: 0, from: 0, to: 0)
        },
        Case("an emptied target", .noRecordSince, to: 900, again: "null") { _, target in
            target.hold([], in: 0, from: 900, to: 900)
        },
        Case("a target that is behind", .noRecordSince, to: 1_020, again: "null") { _, target in
            target.hold(records(0..<20, from: 1_000), in: 0, from: 0, to: 1_020)
        },
        Case("a record without a time", .recordWithoutTime, to: 0, again: "null") { source, _ in
            var all = records(0..<100, from: 0)
            all[50] = LogRecord(offset: 50, time: nil, key: nil, value: [])
            source.hold(all, in: 0, from: 0, to: 100)
        },
        Case("a time that leaps back", to: 1_042) { source, target in
            source.hold(leaping(from: 0), in: 0, from: 0, to: 100)
            target.hold(leaping(from: 1_000), in: 0, from: 0, to: 1_100)
        },
        Case("a compacted source", at: 40, to: 1_045) { source, _ in
            source.hold(records(0..<100, from: 0).filter { !(38..<45).contains($0.offset) }, in: 0, from: 0, to: 100)
        },
        Case("a compacted target", to: 1_045) { _, target in
            let kept = records(0..<100, from: 1_000).filter { !(1_042..<1_045).contains($0.offset) }
            target.hold(kept, in: 0, from: 0, to: 1_100)
        },
        Case("times of the target's own, too early", .maySkipRecords, to: 1_052) { _, target in
            let early = records(0..<100, from: 1_000).map { record in
                LogRecord(
                    offset: record.offset,
                    time: record.time?.advanced(by: .milliseconds(-100)),
                    clock: .broker,
                    key: record.key,
                    content: record.content
                )
            }
            target.hold(early, in: 0, from: 0, to: 1_100)
        },
    ]

    /// As ``records(_:from:)``, with one that is as old as the first near the end.
    private static func leaping(from start: Int64) -> [LogRecord] {
        records(0..<100, from: start).map { record in
            guard record.offset == start + 80 else { return record }
            return LogRecord(offset: record.offset, time: time(0), key: record.key, content: record.content)
        }
    }

    @Test(arguments: cases)
    func `each unusual log is a finding, or is found through`(_ unusual: Case) async throws {
        try await Self.withClusters(at: unusual.offset) { source, target, store in
            var (theirs, ours) = (try #require(source.now.topics["orders"]), try #require(target.now.topics["orders"]))
            unusual.change(&theirs, &ours)
            source.change { $0.topics["orders"] = theirs }
            target.change { $0.topics["orders"] = ours }
            let words = ["--topic", "orders", "--partition", "0", "--json"]
            let plain = await Self.run(words + ["--yes"], source, target, store)
            let stops = unusual.finding != nil && unusual.finding != .noRecordSince
            #expect(plain.exitCode == (stops ? .refused : .done), "\(plain)")
            if let finding = unusual.finding {
                #expect(plain.output.contains("\"finding\":\"\(finding.rawValue)\""), "\(plain)")
            }
            #expect(plain.output.contains("\"again\":\(unusual.again)}"), "\(plain)")
            guard stops else {
                #expect(target.now.held(by: "ours") == ["orders[0]=\(unusual.expected)"])
                return
            }
            #expect(target.now.groups[GroupID("ours")] == nil)
            let left = await Self.run(words + ["--on-out-of-range", "skip", "--yes"], source, target, store)
            #expect(left.exitCode == .done, "\(left)")
            #expect(target.now.groups[GroupID("ours")] == nil)
            let run = await Self.run(words + ["--on-out-of-range", "clamp", "--yes"], source, target, store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(target.now.held(by: "ours") == ["orders[0]=\(unusual.expected)"])
        }
    }

    @Test func `a topic that the target lacks is a finding, and partitions that it has more of do not matter`()
        async throws
    {
        try await Self.withClusters { source, target, store in
            source.change { state in
                state.topics["payments"] = .init(partitionCount: 1)
                state.commit("theirs", "payments", 0, 5)
            }
            target.change { $0.topics["orders"]?.partitionCount = 7 }
            let missing = await Self.run(["--yes"], source, target, store)
            #expect(missing.exitCode == .refused, "\(missing)")
            #expect(missing.messages.contains("topic payments does not exist"), "\(missing)")
            let run = await Self.run(["--on-missing", "skip", "--yes"], source, target, store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(target.now.held(by: "ours") == ["orders[0]=1042", "orders[1]=1042"])
        }
    }

    @Test func `another topic of the same cluster needs the word, and its records are found`() async throws {
        try await Self.withClusters { source, _, store in
            source.change { state in
                state.topics["copies"] = .init(partitionCount: 2)
                for partition in 0..<2 as Range<Int32> {
                    state.topics["copies"]?.hold(Self.records(0..<100, from: 7), in: partition, from: 0, to: 107)
                }
            }
            let words = ["copy", "--map", "theirs=ours", "--topic-map", "orders=copies", "--yes"]
            let unsaid = await CommandRun(words, source, store: store)
            #expect(unsaid.exitCode == .usage, "\(unsaid)")
            #expect(unsaid.messages.contains("offsets of topic orders mean other records in topic copies"), "\(unsaid)")
            let run = await CommandRun(words + ["--translate", "timestamp"], source, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(source.now.held(by: "ours") == ["copies[0]=49", "copies[1]=49"])
            let same = await CommandRun(words + ["--translate", "offset", "--merge"], source, store: store)
            #expect(same.exitCode == .done, "\(same)")
            #expect(source.now.held(by: "ours") == ["copies[0]=42", "copies[1]=42"])
        }
    }

    @Test func `a snapshot needs its cluster beside it, which has the records`() async throws {
        try await Self.withClusters { source, target, store in
            _ = await CommandRun(["snapshot"], source, store: store)
            let words = ["copy", "theirs", "ours", "--snapshot", "latest", "--translate", "timestamp", "--yes"]
            let others = ["other:9092": source]
            let alone = await CommandRun(words, target, store: store, others: others)
            #expect(alone.exitCode == .usage, "\(alone)")
            #expect(alone.messages.contains("has offsets and no records"), "\(alone)")
            source.change { $0.id = "c-3" }
            let wrong = await CommandRun(words + Self.from, target, store: store, others: others)
            #expect(wrong.exitCode == .refused, "\(wrong)")
            source.change { $0.id = "c-2" }
            // What the group holds by now does not matter.
            source.change { $0.commit("theirs", "orders", 0, 77) }
            let run = await CommandRun(words + Self.from, target, store: store, others: others)
            #expect(run.exitCode == .done, "\(run)")
            #expect(target.now.held(by: "ours") == ["orders[0]=1042", "orders[1]=1042"])
            source.change { $0.topics["orders"]?.boundsOfPartitions[1] = LogBounds(start: 0, end: 50) }
            let recreated = await CommandRun(words + Self.from + ["--merge"], target, store: store, others: others)
            #expect(recreated.exitCode == .refused, "\(recreated)")
            #expect(recreated.messages.contains("created again"), "\(recreated)")
        }
    }

    @Test func `records that cannot be read, or may not be, stop it`() async throws {
        try await Self.withClusters { source, target, store in
            for (error, exitCode) in [
                (KafkaError(.timedOut, "no answer"), ExitCode.unreachable),
                (KafkaError(.topicAuthorizationFailed), .denied),
            ] {
                source.change { $0.faults = [.at(.records, number: nil, .fails(error))] }
                let run = await Self.run(["--yes"], source, target, store)
                #expect(run.exitCode == exitCode, "\(run)")
                #expect(target.now.groups[GroupID("ours")] == nil)
            }
            source.change { $0.faults = [] }
            let asIs = await Self.run(["--on-out-of-range", "as-is", "--yes"], source, target, store)
            #expect(asIs.exitCode == .usage, "\(asIs)")
        }
    }

    @Test func `thousands of partitions of many groups are found with few questions`() async throws {
        try await CommandRun.withStore { store in
            let (partitions, groups) = (3_000 as Int32, 5)
            let source = DictionaryCluster(groups: [])
            let target = DictionaryCluster(groups: [])
            source.change { state in
                state.id = "c-2"
                state.topics["orders"]?.partitionCount = partitions
                for partition in 0..<partitions {
                    state.topics["orders"]?.hold(Self.records(0..<20, from: 0), in: partition, from: 0, to: 20)
                    for group in 0..<groups { state.commit("g\(group)", "orders", partition, Int64(group) * 4) }
                }
            }
            target.change { state in
                state.topics["orders"]?.partitionCount = partitions
                for partition in 0..<partitions {
                    state.topics["orders"]?.hold(Self.records(0..<20, from: 300), in: partition, from: 0, to: 320)
                }
            }
            let run = await CommandRun(
                ["copy", "--group", "*", "--translate", "timestamp", "--yes"] + Self.from,
                target,
                store: store,
                others: ["other:9092": source]
            )
            #expect(run.exitCode == .done, "\(run.messages)")
            #expect(
                run.messages.contains("15000 of them exactly: at most 0 records delivered again"),
                "\(run.messages)"
            )
            #expect(target.now.groups[GroupID("g3")]?.offsets.values.allSatisfy { $0.offset == 312 } == true)
            // Each log is read once, whatever the number of groups.
            #expect(source.count(.records) == 15)
            #expect(target.count(.records) == 15)
        }
    }
}
