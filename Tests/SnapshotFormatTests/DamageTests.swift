import Offsets
import SnapshotFormat
import Testing

struct DamageTests {
    @Test(arguments: 0..<8)
    func `every single bit of a file matters`(_ bit: Int) throws {
        var bytes = try SnapshotFile.encode(Samples.small).bytes
        for index in bytes.indices {
            bytes[index] ^= 1 << UInt8(bit)
            #expect(throws: FormatError.self, "byte \(index)") { try SnapshotFile.decode(bytes) }
            #expect(throws: FormatError.self, "byte \(index)") { try SnapshotFile.verify(bytes) }
            bytes[index] ^= 1 << UInt8(bit)
        }
    }

    @Test(arguments: [UInt8(0xFF), 0x55])
    func `every byte of an odd file matters`(_ pattern: UInt8) throws {
        var bytes = try SnapshotFile.encode(Samples.odd).bytes
        for index in bytes.indices {
            bytes[index] ^= pattern
            #expect(throws: FormatError.self, "byte \(index)") { try SnapshotFile.decode(bytes) }
            bytes[index] ^= pattern
        }
    }

    @Test(arguments: Samples.all)
    func `a file cut anywhere is refused`(_ sample: Sample) throws {
        let bytes = try SnapshotFile.encode(sample.snapshot).bytes
        for length in bytes.indices {
            #expect(throws: FormatError.self, "\(length) bytes") { try SnapshotFile.decode(Array(bytes[..<length])) }
        }
    }

    @Test func `bytes removed or put in anywhere are noticed`() throws {
        let bytes = try SnapshotFile.encode(Samples.small).bytes
        for index in bytes.indices {
            var shorter = bytes
            shorter.remove(at: index)
            #expect(throws: FormatError.self, "without byte \(index)") { try SnapshotFile.decode(shorter) }
            var longer = bytes
            longer.insert(0, at: index)
            #expect(throws: FormatError.self, "with a byte more at \(index)") { try SnapshotFile.decode(longer) }
        }
    }

    @Test(arguments: [[0], [0x0A], Array("KRAMEDIT".utf8), [UInt8](repeating: 0, count: 4_096)])
    func `bytes behind the end are refused`(_ garbage: [UInt8]) throws {
        let bytes = try SnapshotFile.encode(Samples.small).bytes
        #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes + garbage) }
        #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes + bytes) }
    }

    @Test func `parts of two files are no file`() throws {
        let first = try SnapshotFile.encode(Samples.small).bytes
        let second = try SnapshotFile.encode(Samples.partial).bytes
        for cut in 0..<min(first.count, second.count)
        where first[..<cut] != second[..<cut] && first[cut...] != second[cut...] {
            #expect(throws: FormatError.self) { try SnapshotFile.decode(Array(first[..<cut] + second[cut...])) }
        }
    }

    @Test func `what is no snapshot is called so`() {
        for bytes in [[], [0x54], Array("SQLite format 3\u{0}".utf8), Array("{\"groups\": []}".utf8)] {
            #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .notASnapshot }
        }
    }

    @Test func `a damaged section is named`() throws {
        let bytes = try SnapshotFile.encode(Samples.small).bytes
        var damaged = bytes
        damaged[16 + 32 + 2] ^= 1
        let error = #expect(throws: FormatError.self) { try SnapshotFile.decode(damaged) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("section 1 (origin)") == true)
    }
}
