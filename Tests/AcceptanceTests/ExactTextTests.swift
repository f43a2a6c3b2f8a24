import KafkaTestSupport
import Offsets
import Testing

/// Names and metadata that others chose come back byte by byte, and cannot disturb what is shown.
@Suite(.serialized)
struct ExactTextTests {
    /// What follows a common beginning in the groups' names; in each table row it must stay on one line.
    private static let endings = [
        " with spaces  and two", ".dots.and..more", "/slashes/\\back", "-🦑👩‍👩‍👧", "-line\nbreak", "-tab\tand\rreturn",
        "-caf\u{e9}", "-cafe\u{301}", "-\"quotes\" 'single' `back`", "-*[glob]?{a,b}", "-re:x=y,z", "-\u{1b}[31mred",
        "-\u{202e}turned", "-日本語", "-trailing ", "-$HOME %s {}",
    ]

    /// One for each partition of the topic.
    private static let metadata = [
        "", String(repeating: "m", count: 4_096), "Zürich – 東京 🦑", "two\nlines\r\nof text", #"{"quoted": "\"yes\""}"#,
        "caf\u{e9}", "cafe\u{301}", " spaces ", "\u{1b}[2J", "tab\t; comma, 'quote'",
        String(repeating: "é", count: 4_096),
    ]

    @Test(arguments: TestCluster.all)
    func `names and metadata of every kind come back exactly`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        let prefix = TestCluster.uniqueName("acceptance")
        let topic = "\(prefix).topic"
        try await cluster.createTopic(topic, partitions: Self.metadata.count)
        try await cluster.produce(topic: topic, partitions: (0..<Int32(Self.metadata.count)).map { $0 }, count: 20)
        let groups = Self.endings.map { GroupID(prefix + $0) }
        let offsets = offsets(of: groups, topic: topic, by: 0)
        try await cluster.commit(offsets.map { (group: $0.key, offsets: $0.value) })
        // What the cluster holds is what was meant; only then does the rest mean anything.
        try #require(try await cluster.committed(by: groups) == offsets)

        let note = "two\nlines – and\ttab"
        let snapshot = try await user.snapshot("--group", "\(prefix)*", "--note", note, "--tag", "a b\nc")
        #expect(snapshot.snapshot.groups == groups.count)
        #expect(snapshot.snapshot.note == note)
        #expect(snapshot.snapshot.tags == ["a b\nc"])
        let shown = try await user.run("show", "latest", "--json")
        #expect(try shown.document(GroupsDocument.self).offsets == offsets, "\(shown)")
        let described = try await user.run("describe", groups[4].name, "--json")
        #expect(try described.document(GroupsDocument.self).offsets == offsets.filter { $0.key == groups[4] })

        let deleted = Array(groups.prefix(groups.count / 2))
        try await cluster.deleteGroups(deleted)
        let changed = self.offsets(of: groups.filter { !deleted.contains($0) }, topic: topic, by: 1)
        try await cluster.commit(changed.map { (group: $0.key, offsets: $0.value) })
        let restore = try await user.run("restore", "latest", "--yes", "--json")
        #expect(restore.exitCode == .done, "\(restore)")
        #expect(try await cluster.committed(by: groups) == offsets)
        let second = try await user.snapshot("--group", "\(prefix)*")
        #expect(second.snapshot.offsetsDigest == snapshot.snapshot.offsetsDigest)

        try await expectSafeTables(user, prefix: prefix, groups: groups)
        try await cluster.deleteGroups(groups)
        try await cluster.deleteTopic(topic)
    }

    @Test(arguments: TestCluster.all)
    func `one group among names that only differ in bytes is selected`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(0, partitions: 1) { seeded in
            let composed = GroupID("\(seeded.topic)-caf\u{e9}")
            let decomposed = GroupID("\(seeded.topic)-cafe\u{301}")
            try await cluster.commit(group: composed, topic: seeded.topic, [0: 5])
            try await cluster.commit(group: decomposed, topic: seeded.topic, [0: 6])
            let snapshot = try await user.snapshot("--group", composed.name)
            #expect(snapshot.snapshot.groups == 1)
            try await cluster.commit(group: composed, topic: seeded.topic, [0: 50])
            try await cluster.commit(group: decomposed, topic: seeded.topic, [0: 60])
            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            let held = try await cluster.committed(by: [composed, decomposed])
            #expect(held.mapValues { $0.map(\.offset) } == [composed: [5], decomposed: [60]])
            try await cluster.deleteGroups([composed, decomposed])
        }
    }

    /// Every group stands in one line of its own, and nothing in it can move a terminal's cursor.
    private func expectSafeTables(_ user: User, prefix: String, groups: [GroupID]) async throws {
        let listing = try await user.run("groups", "--group", "\(prefix)*")
        #expect(listing.output.split(separator: "\n").count { $0.hasPrefix(prefix) } == groups.count, "\(listing)")
        let exact = try await user.run("groups", "--group", "\(prefix)*", "--json")
        let names = try exact.document(GroupsDocument.self).groups.map { GroupID($0.group) }
        #expect(names.count == groups.count && Set(names) == Set(groups), "\(exact)")

        let tables = [
            listing, try await user.run("show", "latest"), try await user.run("runs", "-v"),
            try await user.run("list"), try await user.run("describe", groups[4].name),
            try await user.run("restore", "latest", "--dry-run"),
            try await user.run("restore", "latest", "--dry-run", "-v"),
        ]
        for table in tables {
            #expect(table.exitCode == .done, "\(table)")
            let text = table.output + table.messages
            let control = text.unicodeScalars.first { $0 != "\n" && $0.properties.generalCategory == .control }
            #expect(control == nil, "\(table)")
            #expect(!text.unicodeScalars.contains("\u{202e}"), "\(table)")
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix("break") }, "\(table)")
        }
        #expect(listing.output.contains("-line\\nbreak"), "\(listing)")
    }

    private func offsets(of groups: [GroupID], topic: String, by shift: Int64) -> [GroupID: [CommittedOffset]] {
        Dictionary(
            uniqueKeysWithValues: groups.enumerated().map { number, group in
                let offsets = Self.metadata.enumerated().map { partition, text in
                    CommittedOffset(
                        TopicPartition(topic: topic, partition: Int32(partition)),
                        offset: Int64((number + partition) % 10) + shift,
                        metadata: OffsetMetadata(shift == 0 ? text : "changed")
                    )
                }
                return (group, offsets)
            }
        )
    }
}
