import Offsets
import SnapshotFormat
import Testing

struct RoundTripTests {
    @Test(arguments: Samples.all)
    func `what was written is read`(_ sample: Sample) throws {
        let encoded = try SnapshotFile.encode(sample.snapshot)
        let decoded = try SnapshotFile.decode(encoded.bytes)
        #expect(decoded.snapshot == sample.snapshot)
        #expect(decoded.digest == encoded.digest)
        #expect(decoded.offsetsDigest == encoded.offsetsDigest)
        #expect(decoded.id == encoded.id)
        #expect(decoded.formatMajor == 1)
        #expect(decoded.formatMinor == 0)
    }

    @Test(arguments: Samples.all)
    func `the same snapshot gives the same bytes`(_ sample: Sample) throws {
        #expect(try SnapshotFile.encode(sample.snapshot) == SnapshotFile.encode(sample.snapshot))
    }

    @Test func `texts that Swift calls equal keep their bytes`() throws {
        let decoded = try SnapshotFile.decode(SnapshotFile.encode(Samples.odd).bytes).snapshot
        let names = decoded.groups.map { Array($0.group.name.utf8) }
        #expect(names.contains(Array("caf\u{E9}".utf8)))
        #expect(names.contains(Array("cafe\u{301}".utf8)))
        let metadata = Set(decoded.groups.flatMap(\.offsets).map { Array($0.metadata.text.utf8) })
        #expect(metadata.contains(Array("\u{E9}".utf8)))
        #expect(metadata.contains(Array("e\u{301}".utf8)))
    }

    @Test func `every type of group is kept, with the protocol that its members name`() throws {
        var snapshot = Samples.odd
        let types: [GroupType] = [
            .unknown, .classic, .classicOf("connect"), .consumer, .simple, .streams, .share, .streamsOrShare,
            .classicOf("e\u{301})"), .other("Queue"),
        ]
        snapshot.groups = types.enumerated().map { number, type in
            GroupOffsets(group: GroupID("group-\(number)"), state: .empty, type: type, offsets: [])
        }
        snapshot.topics = []
        let groups = try SnapshotFile.decode(SnapshotFile.encode(snapshot).bytes).snapshot.groups
        #expect(groups.map(\.type) == types)
        #expect(groups.map(\.protocolType) == types.map(\.protocolType))
        #expect(types.map { GroupType(rawValue: $0.rawValue) } == types)
        #expect(GroupType(rawValue: "Classic") == .classic)
        #expect(GroupType(rawValue: "") == nil)
    }

    @Test(arguments: GroupState.allCases + [.other("Paused")])
    func `every state of a group is kept`(_ state: GroupState) throws {
        var snapshot = Samples.empty
        snapshot.groups = [Samples.group("a", [], state: state)]
        #expect(try SnapshotFile.decode(SnapshotFile.encode(snapshot).bytes).snapshot.groups.first?.state == state)
        #expect(GroupState(rawValue: state.rawValue) == state)
    }

    @Test func `rows of many blocks are read, all of them and those of one group`() throws {
        let encoded = try SnapshotFile.encode(Samples.blocks)
        #expect(try SnapshotFile.decode(encoded.bytes).snapshot == Samples.blocks)
        #expect(try SnapshotFile.verify(encoded.bytes) == encoded.digest)
        for group in Samples.blocks.groups {
            let excerpt = try SnapshotFile.excerpt(encoded.bytes, of: .named([group.group]))
            #expect(excerpt.groups == [group])
            #expect(excerpt.names == GroupNames(Samples.blocks.groups.map(\.group)))
            #expect(excerpt.topics.map(\.topic) == (group.offsets.isEmpty ? [] : ["orders"]))
            #expect(excerpt.id == encoded.id)
        }
    }

    @Test(arguments: Samples.all)
    func `an excerpt of every group is the snapshot`(_ sample: Sample) throws {
        let encoded = try SnapshotFile.encode(sample.snapshot)
        let excerpt = try SnapshotFile.excerpt(encoded.bytes, of: .all)
        #expect(excerpt.groups == sample.snapshot.groups)
        #expect(excerpt.origin == sample.snapshot.origin)
        #expect(excerpt.coverage == sample.snapshot.coverage)
        let used = Set(sample.snapshot.groups.flatMap(\.offsets).map(\.topic))
        #expect(excerpt.topics == sample.snapshot.topics.filter { used.contains($0.topic) })
        #expect(excerpt.digest == encoded.digest)
    }

    @Test func `the snapshot is named by its start and its digest`() throws {
        let encoded = try SnapshotFile.encode(Samples.odd)
        #expect(encoded.id.text == "20261121T030000Z-\(encoded.digest.description.prefix(8))")
    }
}
