import Testing

@testable import KafkaSimulator

/// The tables, and the reader and the writer that walk them.
struct CodecTests {
    /// A value of every kind of field, none of them the default.
    private func sample(_ fields: [Field], version: Int16) -> Structure {
        var structure: Structure = [:]
        for field in fields where field.isIn(version) {
            structure.append(field.name, sample(field.kind, version))
        }
        return structure
    }

    private func sample(_ kind: Field.Kind, _ version: Int16) -> Value {
        switch kind {
        case .boolean: true
        case .int8: -7
        case .int16: -30_000
        case .uint16: 60_000
        case .int32: -2_000_000_000
        case .int64: -9_000_000_000_000
        case .identifier: .bytes((1...16).map { $0 })
        case .string: "naïve ☕️"
        case .bytes: .bytes([0, 255, 1])
        case .array(let element): .array([sample(element, version), sample(element, version)])
        case .structure(let fields): .structure(sample(fields, version: version))
        }
    }

    private func round(
        _ message: Structure,
        _ fields: [Field],
        _ version: Int16,
        _ isFlexible: Bool
    ) throws -> Structure {
        var writer = MessageWriter()
        writer.structure(message, fields, version: version, isFlexible: isFlexible)
        var reader = MessageReader(writer.bytes)
        let read = try reader.structure(fields, version: version, isFlexible: isFlexible)
        #expect(reader.remaining == 0)
        return read
    }

    @Test(arguments: API.allCases)
    func `every message of every version comes back as it was written`(api: API) throws {
        for version in api.table.versions {
            let isFlexible = api.table.isFlexible(version)
            for fields in [api.table.request, api.table.response] {
                let message = sample(fields, version: version)
                #expect(try round(message, fields, version, isFlexible) == message)
            }
        }
    }

    @Test(arguments: API.allCases)
    func `no beginning of a message is taken for the whole`(api: API) throws {
        let version = api.table.versions.upperBound
        let isFlexible = api.table.isFlexible(version)
        var writer = MessageWriter()
        let fields = api.table.request
        writer.structure(sample(fields, version: version), fields, version: version, isFlexible: isFlexible)
        for count in 0..<writer.bytes.count {
            var reader = MessageReader(Array(writer.bytes.prefix(count)))
            #expect(throws: MalformedMessage.self) {
                try reader.structure(fields, version: version, isFlexible: isFlexible)
            }
        }
    }

    @Test func `bytes without sense are refused or read, never worse`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in UInt8.random(in: 0...255) }
            for release in [SimulatedRelease.kafka43, .kafka39] {
                _ = try? Frame.read(bytes, broker: 1, release: release)
            }
            for api in API.allCases {
                let header = [
                    0, UInt8(api.rawValue), 0, UInt8(api.table.versions.upperBound), 0, 0, 0, 1, 0xff, 0xff, 0,
                ]
                _ = try? Frame.read(header + bytes, broker: 1, release: .kafka43)
            }
        }
    }

    @Test func `an array that claims more elements than there are bytes is refused`() {
        var reader = MessageReader([0x7f, 0xff, 0xff, 0xff])
        #expect(throws: MalformedMessage.self) {
            try reader.structure([Field("names", .array(.string))], version: 0, isFlexible: false)
        }
    }

    @Test func `the first question of a client is read, and its answer has the old header`() throws {
        // ApiVersions 3 as librdkafka asks it: correlation 1, client "rdkafka", software "librdkafka" "2.0.2".
        let client = Array("rdkafka".utf8)
        let software = [11] + Array("librdkafka".utf8) + [6] + Array("2.0.2".utf8) + [0]
        let frame = [0, 18, 0, 3, 0, 0, 0, 1, 0, 7] + client + [0] + software
        guard case .request(let request) = try Frame.read(frame, broker: 1, release: .kafka43) else {
            Issue.record("not a request")
            return
        }
        #expect(request.clientID == "rdkafka")
        #expect(request.message == ["clientSoftwareName": "librdkafka", "clientSoftwareVersion": "2.0.2"])
        let keys: [Structure] = [["apiKey": 18, "minVersion": 0, "maxVersion": 3]]
        let answer = Frame.write(
            ["errorCode": 0, "apiKeys": .structures(keys)],
            api: .apiVersions,
            version: 3,
            correlation: 1
        )
        #expect(answer == [0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 2, 0, 18, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0])
    }

    @Test func `the broken null of librdkafka 2_0_2 reads as all offsets, not stable`() throws {
        let table = MessageTable.offsetFetch
        var reader = MessageReader([2, UInt8(ascii: "g"), 0, 0, 0, 0, 1, 0])
        let message = try reader.structure(table.request, version: 7, isFlexible: true)
        #expect(message["topics"] == .null)
        #expect(message["requireStable"] == false)
    }

    @Test(arguments: [("my-group", 12), ("group1", 40), ("connect-sink", 22), ("polygenelubricants", 0), ("", 0)])
    func `a group's coordinator is chosen by Kafka's hash`(name: String, slot: Int) {
        #expect(ClusterState.slot(of: Text(name)) == slot)
    }

    @Test func `a checksum is that of Castagnoli`() {
        #expect(Checksum.ofRecords(Array("123456789".utf8)) == 0xe306_9283)
    }
}
