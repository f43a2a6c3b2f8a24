import Testing

@testable import KafkaProtocol

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

    @Test func `an array that claims more elements than its bytes can hold is refused`() {
        let fields = [Field("groups", .structures([Field("number", .int32), Field("name", .string)]))]
        // Three have at least 18 bytes; there are 17.
        var reader = MessageReader([0, 0, 0, 3] + [UInt8](repeating: 0, count: 17))
        let error = #expect(throws: MalformedMessage.self) {
            try reader.structure(fields, version: 0, isFlexible: false)
        }
        #expect(error?.reason == "3 elements in 17 bytes")
    }

    @Test func `an element that is null is refused`() {
        var reader = MessageReader([0, 0, 0, 1, 0xFF, 0xFF])
        let error = #expect(throws: MalformedMessage.self) {
            try reader.structure([Field("names", .array(.string))], version: 0, isFlexible: false)
        }
        #expect(error?.reason == "an element is null")
    }

    @Test(arguments: API.allCases)
    func `no message is shorter than its shortest`(api: API) {
        for version in api.table.versions {
            let isFlexible = api.table.isFlexible(version)
            var writer = MessageWriter()
            writer.structure([:], api.table.response, version: version, isFlexible: isFlexible)
            let kind = Field.Kind.structure(api.table.response)
            // Without a value, texts and arrays are empty and structures are as short as can be.
            #expect(kind.fewestBytes(version: version, isFlexible: isFlexible) <= writer.bytes.count)
        }
    }

    @Test func `an array that claims more elements than there are bytes is refused`() {
        var reader = MessageReader([0x7f, 0xff, 0xff, 0xff])
        #expect(throws: MalformedMessage.self) {
            try reader.structure([Field("names", .array(.string))], version: 0, isFlexible: false)
        }
    }

    @Test func `the broken null of librdkafka 2_0_2 reads as all offsets, not stable`() throws {
        let table = MessageTable.offsetFetch
        var reader = MessageReader([2, UInt8(ascii: "g"), 0, 0, 0, 0, 1, 0])
        let message = try reader.structure(table.request, version: 7, isFlexible: true)
        #expect(message["topics"] == .null)
        #expect(message["requireStable"] == false)
    }
}
