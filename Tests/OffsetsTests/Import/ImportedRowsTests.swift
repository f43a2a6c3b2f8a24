import Testing

@testable import Offsets

/// What the lines of a file come to, and which of them are refused.
struct ImportedRowsTests {
    private static let heading = ImportForm.heading.joined(separator: ",")

    private static func read(
        _ text: String,
        as form: ImportForm,
        ofGroup group: String? = nil,
        upTo limit: Int = 100
    ) throws(ImportFlaw) -> (groups: [GroupOffsets], topics: [TopicLogs]) {
        var reader = CommaSeparatedReader()
        var rows = ImportedRows(upTo: limit)
        func add(_ record: CommaSeparatedReader.Record) throws(ImportFlaw) {
            if let row = try form.row(record, ofGroup: group) { try rows.add(row) }
        }
        try reader.read(Array(text.utf8), add)
        try reader.finish(add)
        return try rows.finish()
    }

    private static func offset(
        _ topic: String,
        _ partition: Int32,
        _ offset: Int64,
        epoch: Int32? = nil,
        metadata: String = ""
    ) -> CommittedOffset {
        CommittedOffset(
            TopicPartition(topic: topic, partition: partition),
            offset: offset,
            leaderEpoch: epoch,
            metadata: OffsetMetadata(metadata)
        )
    }

    @Test func `lines of Kafka's tool come to groups in order, of which nothing else is known`() throws {
        let found = try Self.read("b,orders,10,7\nb,orders,9,0\n\"a,b\",x,0,9223372036854775807\n", as: .kafkaCSV)
        #expect(
            found.groups == [
                GroupOffsets(
                    group: GroupID("a,b"),
                    state: .unknown,
                    type: .unknown,
                    protocolType: nil,
                    offsets: [Self.offset("x", 0, .max)]
                ),
                GroupOffsets(
                    group: GroupID("b"),
                    state: .unknown,
                    type: .unknown,
                    protocolType: nil,
                    offsets: [Self.offset("orders", 9, 0), Self.offset("orders", 10, 7)]
                ),
            ]
        )
        #expect(
            found.topics == [
                TopicLogs(topic: "orders", id: nil, partitionCount: nil, bounds: [:]),
                TopicLogs(topic: "x", id: nil, partitionCount: nil, bounds: [:]),
            ]
        )
    }

    @Test func `a file of one group alone takes the name that is given`() throws {
        let found = try Self.read("orders,1,7\norders,0,6\n", as: .kafkaCSV, ofGroup: "billing")
        #expect(found.groups.map(\.group) == [GroupID("billing")])
        #expect(found.groups.first?.offsets == [Self.offset("orders", 0, 6), Self.offset("orders", 1, 7)])
    }

    @Test func `a table of ours brings metadata, epochs, states and bounds along`() throws {
        let text = """
            \(Self.heading)
            g,Stable,Classic (connect),t,0,5,3,"a,b",1,9,4
            g,Stable,Classic (connect),t,1,5,,,,,
            h,Empty,Classic,t,0,12,,,1,9,-3

            """
        let found = try Self.read(text, as: .csv)
        #expect(found.groups.map(\.state) == [.stable, .empty])
        #expect(found.groups.map(\.type) == [.classicOf("connect"), .classic])
        #expect(
            found.groups.map(\.offsets) == [
                [Self.offset("t", 0, 5, epoch: 3, metadata: "a,b"), Self.offset("t", 1, 5)], [Self.offset("t", 0, 12)],
            ]
        )
        #expect(found.topics.map(\.bounds) == [[0: LogBounds(start: 1, end: 9)]])
    }

    @Test(
        arguments: [
            ("a,orders,0\n", 1, "3 fields; where it is topic,partition,offset of one group, name that with --group"),
            ("a,orders,0,1\na,orders,1,2,x\n", 2, "5 fields"), ("a,orders,0,1\n\nb\n", 3, "1 field"),
            ("GROUP,TOPIC,PARTITION,OFFSET\n", 1, "partition \"PARTITION\" is no number"),
            ("a,orders,0,-1\n", 1, "offset \"-1\" is no number"), ("a,orders,0,+1\n", 1, "\"+1\""),
            ("a,orders,0,\n", 1, "offset \"\" is no number"), ("a,orders,0, 1\n", 1, "\" 1\""),
            ("a,orders,0,1.0\n", 1, "\"1.0\""), ("a,orders,0,٣\n", 1, "is no number"),
            ("a,orders,0,9223372036854775808\n", 1, "is above 9223372036854775807"),
            ("a,orders,2147483648,1\n", 1, "partition 2147483648 is above"), ("a,or ders,0,1\n", 1, "\"or ders\""),
            ("a,..,0,1\n", 1, "\"..\""), (",orders,0,1\n", 1, "no name"),
            ("a,orders,0,1\nb,orders,0,1\na,orders,0,1\n", 3, "group a has orders[0] on line 1 already"),
            ("a,orders,0,1\na,orders,00,2\n", 2, "on line 1 already"), ("", nil, "no offsets"),
            ("\n\n", nil, "no offsets"),
        ] as [(String, Int?, String)]
    )
    func `a line that Kafka's tool does not write is refused by its number`(
        text: String,
        line: Int?,
        reason: String
    ) throws {
        let flaw = #expect(throws: ImportFlaw.self) { try Self.read(text, as: .kafkaCSV) }
        #expect(flaw?.line == line && flaw?.reason.contains(reason) == true, "\(String(describing: flaw))")
    }

    @Test(
        arguments: [
            ("g,Empty,Classic,t,0,5,,,,,\n", 1, "expected the heading"),
            ("HEADING\ng,Empty,Classic,t,0,5\n", 2, "11 fields"),
            ("HEADING\ng,,Classic,t,0,5,,,,,\n", 2, "state or the type"),
            ("HEADING\ng,Empty,,t,0,5,,,,,\n", 2, "state or the type"),
            ("HEADING\ng,Empty,Classic,t,0,5,-1,,,,\n", 2, "leader epoch"),
            ("HEADING\ng,Empty,Classic,t,0,5,,,1,9,5\n", 2, "lag \"5\""),
            ("HEADING\ng,Empty,Classic,t,0,5,,,1,9,\n", 2, "lag \"\""),
            ("HEADING\ng,Empty,Classic,t,0,5,,,,9,4\n", 2, "log start"),
            ("HEADING\ng,Empty,Classic,t,0,5,,,10,9,4\n", 2, "ends before it starts"),
            ("HEADING\ng,Empty,Classic,t,0,5,,,1,9,4\nh,Empty,Classic,t,0,5,,,1,8,3\n", 3, "other bounds"),
            ("HEADING\ng,Empty,Classic,t,0,5,,,,,\ng,Stable,Classic,t,1,5,,,,,\n", 3, "another state or type"),
            ("HEADING\n", nil, "no offsets"),
        ] as [(String, Int?, String)]
    )
    func `a line that is none of our table is refused by its number`(text: String, line: Int?, reason: String) throws {
        let text = text.replacing("HEADING", with: Self.heading)
        let flaw = #expect(throws: ImportFlaw.self) { try Self.read(text, as: .csv) }
        #expect(flaw?.line == line && flaw?.reason.contains(reason) == true, "\(String(describing: flaw))")
    }

    @Test func `more lines than a snapshot can hold are refused at the first too many`() throws {
        let text = (0..<4).map { "a,t,\($0),1\n" }.joined()
        #expect(try Self.read(text, as: .kafkaCSV, upTo: 4).groups.first?.offsets.count == 4)
        let flaw = #expect(throws: ImportFlaw.self) { try Self.read(text, as: .kafkaCSV, upTo: 3) }
        #expect(flaw?.line == 4)
    }

    @Test func `what a file is can be told by its beginning`() {
        let magic = Array("TIDEMARK".utf8)
        #expect(ImportForm(beginning: magic + [1, 0], magic: magic) == .snapshot)
        #expect(ImportForm(beginning: Array("\(Self.heading)\na".utf8), magic: magic) == .csv)
        #expect(ImportForm(beginning: Array("group,orders,0,1".utf8), magic: magic) == .kafkaCSV)
        #expect(ImportForm(beginning: [], magic: magic) == .kafkaCSV)
    }

    @Test func `the words of a source have its digest, and people need not see it`() throws {
        let digest = try #require(ContentDigest(bytes: [UInt8](repeating: 0xA5, count: 32)))
        let source = ImportSource(name: "a (b), sha256 c).csv", kind: "kafka-csv", digest: digest)
        #expect(ImportSource.digest(in: source.text) == digest)
        #expect(ImportSource.brief(source.text) == "a (b), sha256 c).csv (kafka-csv)")
        #expect(ImportSource.digest(in: "anything else") == nil)
        #expect(ImportSource.brief("anything else") == "anything else")
    }
}
