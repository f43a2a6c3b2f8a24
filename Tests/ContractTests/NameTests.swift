import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Names, metadata and offsets of every odd kind come back byte for byte.
    struct NameTests {
        /// A name of a group; each is made unique behind its stem.
        struct Name: Sendable, CaseIterable {
            let what: String
            let stem: String

            static let allCases = [
                Name(what: "a space", stem: "with space"), Name(what: "slashes and dots", stem: "a/b/../c.d"),
                Name(what: "a line break", stem: "line\nbreak"), Name(what: "an emoji", stem: "🧾 receipts"),
                Name(what: "a tab and quotes", stem: "tab\t\"'\\"), Name(what: "capitals", stem: "Contract-CAPITALS"),
                Name(what: "percent, star, comma, equals", stem: "%s*?,=;#"),
                Name(what: "a right-to-left word", stem: "קבוצה"), Name(what: "a control character", stem: "bell\u{7}"),
                Name(what: "a leading space", stem: " leading"), Name(what: "underscores", stem: "__consumer_offsets"),
                Name(what: "1 000 characters", stem: String(repeating: "g", count: 1_000)),
            ]
        }

        @Test(arguments: ContractCluster.all, WritingWay.allCases)
        func `groups of every odd name are written, listed, read and deleted by just that name`(
            cluster: ContractCluster,
            way: WritingWay
        ) async throws {
            let bench = try await Bench(cluster, way.rawValue)
            var groups: [GroupID] = []
            for name in Name.allCases {
                let group = bench.group(name.stem)
                groups.append(group)
                #expect(try await way.write([bench.offset(4)], of: group, bench) == nil, "\(name.what)")
                #expect(try await bench.all(of: group) == [bench.offset(4)], "\(name.what)")
                let description = try await bench.client.describe(group, before: bench.deadline)
                #expect(description.state == .empty, "\(name.what)")
            }
            let listed = Set(try await bench.client.listGroups(before: bench.deadline).groups.map(\.group))
            for (name, group) in zip(Name.allCases, groups) {
                #expect(listed.contains(group), "\(name.what)")
                try await bench.client.delete(group, before: bench.deadline)
            }
            let left = Set(try await bench.client.listGroups(before: bench.deadline).groups.map(\.group))
            #expect(left.isDisjoint(with: groups))
        }

        @Test(arguments: ContractCluster.all)
        func `names that look or sort alike are different groups`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let stem = bench.group().name
            let endings = ["", " ", "é", "e\u{301}", "E", "e", "\u{feff}", "ﬁ", "fi", "K", "\u{212a}"]
            let groups = endings.map { GroupID(stem + $0) }
            for (index, group) in groups.enumerated() {
                CaseRecord.current?.note(group)
                try await bench.commit(group, [bench.offset(Int64(index))])
            }
            for (index, group) in groups.enumerated() {
                #expect(try await bench.all(of: group) == [bench.offset(Int64(index))])
            }
            let listed = try await bench.client.listGroups(before: bench.deadline).groups.map(\.group)
            #expect(Set(listed).isSuperset(of: groups))
            #expect(listed == listed.sorted(), "sorted by bytes")
        }

        /// A text of metadata.
        struct Metadata: Sendable {
            let what: String
            let text: String
            var isTooLarge = false

            /// Kafka counts UTF-16 units, 4 096 of them at most (`offset.metadata.max.bytes`).
            static let all = [
                Metadata(what: "empty", text: ""), Metadata(what: "spaces", text: "   "),
                Metadata(what: "lines, tabs, quotes", text: "two\r\nlines\tand \"quotes\" \\"),
                Metadata(what: "4 096 letters", text: String(repeating: "m", count: 4_096)),
                Metadata(what: "4 097 letters", text: String(repeating: "m", count: 4_097), isTooLarge: true),
                Metadata(what: "4 096 letters of two bytes", text: String(repeating: "é", count: 4_096)),
                Metadata(what: "2 048 emoji of two units", text: String(repeating: "🧾", count: 2_048)),
                Metadata(
                    what: "2 049 emoji of two units",
                    text: String(repeating: "🧾", count: 2_049),
                    isTooLarge: true
                ),
                Metadata(what: "composed", text: "caf\u{e9}"), Metadata(what: "decomposed", text: "cafe\u{301}"),
                Metadata(what: "a joined emoji", text: "👩‍👩‍👧‍👦"),
                Metadata(what: "control characters", text: "\u{1}\u{7f}\u{9b}"),
            ]
        }

        @Test(arguments: ContractCluster.all, WritingWay.allCases)
        func `metadata of every odd kind comes back byte for byte, and what is too large is refused`(
            cluster: ContractCluster,
            way: WritingWay
        ) async throws {
            let bench = try await Bench(cluster, way.rawValue)
            for metadata in Metadata.all {
                let group = bench.group()
                let offset = bench.offset(4, metadata: metadata.text)
                let refusal = try await way.write([offset], of: group, bench)
                #expect(refusal == (metadata.isTooLarge ? .offsetMetadataTooLarge : nil), "\(metadata.what)")
                #expect(try await bench.all(of: group) == (metadata.isTooLarge ? [] : [offset]), "\(metadata.what)")
            }
        }

        @Test(arguments: ContractCluster.all, WritingWay.allCases)
        func `metadata with a NUL is written whole by our own client, and refused by librdkafka before anything is`(
            cluster: ContractCluster,
            way: WritingWay
        ) async throws {
            let bench = try await Bench(cluster, way.rawValue)
            let group = bench.group()
            let offset = bench.offset(4, metadata: "a\0b")
            guard cluster.client == .librdkafka else {
                #expect(try await way.write([offset], of: group, bench) == nil)
                #expect(try await bench.all(of: group) == [offset])
                return
            }
            do {
                let refusal = try await way.write([offset], of: group, bench)
                #expect(refusal == .invalidArgument)
            } catch let error as KafkaError {
                #expect(error.code == .invalidArgument)
            }
            #expect(try await bench.all(of: group).isEmpty)
        }

        @Test(arguments: ContractCluster.all, WritingWay.allCases)
        func `a leader epoch is written with its offset where the client can`(
            cluster: ContractCluster,
            way: WritingWay
        ) async throws {
            let bench = try await Bench(cluster, way.rawValue)
            let group = bench.group()
            let offset = CommittedOffset(bench.partition(), offset: 4, leaderEpoch: 0, metadata: OffsetMetadata("m"))
            #expect(try await way.write([offset], of: group, bench) == nil)
            let epochs = try await bench.all(of: group).map(\.leaderEpoch)
            #expect(epochs == [bench.client.writesLeaderEpochs ? 0 : nil])
        }

        @Test(arguments: ContractCluster.all)
        func `metadata with a NUL is never read shortened`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let offset = bench.offset(4, metadata: "a\0b")
            try await cluster.support.commit(group: group, [offset])
            switch try await bench.present(of: group) {
            case .committed(let found): #expect(found == offset)
            case .failed(let error): #expect(error.code == .malformedReply, "librdkafka before 2.6.1 cannot read it")
            case .absent, .negative, nil: Issue.record("it is not there")
            }
        }

        @Test(arguments: ContractCluster.all, WritingWay.allCases)
        func `any offset from zero to the largest is stored, whatever the log holds`(
            cluster: ContractCluster,
            way: WritingWay
        ) async throws {
            let bench = try await Bench(cluster, way.rawValue)
            let group = bench.group()
            let values: [Int64] = [0, 1, .init(Int32.max) + 1, .init(UInt32.max) + 1, .max - 1, .max]
            let offsets = values.enumerated().map { bench.offset($1, Int32($0)) }
            #expect(try await way.write(offsets, of: group, bench) == nil)
            #expect(try await bench.all(of: group) == offsets)
        }

        @Test(arguments: ContractCluster.all)
        func `a topic whose name is as long as Kafka allows works like any other`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let unique = TestCluster.uniqueName("Topic.with_all-KINDS")
            let topic = unique + String(repeating: "t", count: 249 - unique.count)
            try await cluster.support.createTopic(topic, partitions: 2)
            try await cluster.support.produce(topic: topic, partition: 1, count: 3)
            let partition = TopicPartition(topic: topic, partition: 1)
            let group = bench.group()
            let offset = CommittedOffset(partition, offset: 2)
            for way in WritingWay.allCases {
                #expect(try await way.write([offset], of: group, bench) == nil)
                #expect(try await bench.all(of: group) == [offset])
            }
            let bounds = await bench.client.logBounds(of: [partition], before: bench.deadline)
            #expect(bounds[partition] == .success(LogBounds(start: 0, end: 3)))
            try await cluster.support.deleteTopic(topic)
        }
    }
}
