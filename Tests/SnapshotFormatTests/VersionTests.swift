import FormatFuzz
import Testing

@testable import SnapshotFormat

struct VersionTests {
    @Test func `an unknown optional section is skipped`() throws {
        var file = try HandmadeFile(Samples.odd)
        file.minor = 7
        file.sections.append(.init(type: 8, flags: 0, since: 3, content: [1, 2, 3]))
        file.sections.append(.init(type: 900, flags: 0, since: 7, content: []))
        let decoded = try SnapshotFile.decode(file.bytes)
        #expect(decoded.snapshot == Samples.odd)
        #expect(decoded.formatMinor == 7)
    }

    @Test func `every byte of a skipped section matters`() throws {
        var file = try HandmadeFile(Samples.small)
        file.sections.append(.init(type: 10, flags: 0, content: Array("something later".utf8)))
        var bytes = try file.bytes
        for index in bytes.indices {
            bytes[index] ^= 0x10
            #expect(throws: FormatError.self, "byte \(index)") { try SnapshotFile.decode(bytes) }
            bytes[index] ^= 0x10
        }
    }

    @Test func `an unknown critical section is refused and the version needed is named`() throws {
        var file = try HandmadeFile(Samples.small)
        file.minor = 7
        file.sections.append(.init(type: 13, flags: 1, since: 3, content: []))
        let bytes = try file.bytes
        let error = #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.message.contains("1.3") == true)
    }

    @Test func `another major version is refused and named`() throws {
        var file = try HandmadeFile(Samples.small)
        file.major = 2
        file.minor = 5
        let bytes = try file.bytes
        let error = #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
        #expect(error?.code == .unsupportedVersion)
        #expect(error?.message.contains("2.5") == true)
    }

    @Test func `an unknown flag is refused`() throws {
        var file = try HandmadeFile(Samples.small)
        file.sections.append(.init(type: 13, flags: 4, content: []))
        let bytes = try file.bytes
        #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .unsupportedVersion }
    }

    @Test func `a section from after the file's version is refused`() throws {
        var file = try HandmadeFile(Samples.small)
        file.sections.append(.init(type: 13, flags: 0, since: 1, content: []))
        let bytes = try file.bytes
        #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
    }

    @Test(arguments: 0..<6)
    func `no section may be missing, twice there, or out of order`(_ index: Int) throws {
        var missing = try HandmadeFile(Samples.small)
        missing.sections.remove(at: index)
        var twice = try HandmadeFile(Samples.small)
        twice.sections.insert(twice.sections[index], at: index)
        var swapped = try HandmadeFile(Samples.small)
        swapped.sections.swapAt(index, (index + 1) % 6)
        for bytes in [try missing.bytes, try twice.bytes, try swapped.bytes] {
            #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
        }
    }

    @Test(arguments: 0..<6)
    func `no section may have bytes left over or too few`(_ index: Int) throws {
        var longer = try HandmadeFile(Samples.small)
        longer.sections[index].content.append(0)
        var shorter = try HandmadeFile(Samples.small)
        shorter.sections[index].content.removeLast()
        for bytes in [try longer.bytes, try shorter.bytes] {
            #expect(throws: FormatError.self) { try SnapshotFile.decode(bytes) }
        }
    }

    @Test func `more sections than allowed are refused`() throws {
        var file = try HandmadeFile(Samples.small)
        for type in 10..<UInt16(10 + FormatLimits.sections) {
            file.sections.append(.init(type: type, flags: 0, content: []))
        }
        let bytes = try file.bytes
        #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .tooLarge }
    }

    @Test func `a wrong offsets digest is noticed`() throws {
        var file = try HandmadeFile(Samples.small)
        file.offsetsDigest = try HandmadeFile(Samples.odd).offsetsDigest
        let bytes = try file.bytes
        #expect { try SnapshotFile.decode(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
        #expect { try SnapshotFile.verify(bytes) } throws: { ($0 as? FormatError)?.code == .damaged }
    }
}
