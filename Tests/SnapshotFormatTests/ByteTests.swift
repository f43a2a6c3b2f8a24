import Testing

@testable import SnapshotFormat

struct ByteTests {
    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63, .max] as [UInt64])
    func `a varint is read as written`(_ value: UInt64) throws {
        var writer = ByteWriter()
        writer.append(varint: value)
        #expect(writer.bytes.count == max(1, (64 - value.leadingZeroBitCount + 6) / 7))
        var reader = ByteReader(writer.bytes, name: "test")
        #expect(try reader.varint() == value)
        #expect(reader.remaining == 0)
    }

    @Test(arguments: [0, 1, -1, 63, -64, 64, .max, .min, .max - 1, .min + 1] as [Int64])
    func `a signed number is read as written`(_ value: Int64) throws {
        var writer = ByteWriter()
        writer.append(zigzag: value)
        var reader = ByteReader(writer.bytes, name: "test")
        #expect(try reader.zigzag() == value)
    }

    @Test(arguments: [
        [], [0x80], [0x80, 0x00], [0xFF, 0x00], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00],
    ])
    func `a varint that is cut, too long or too large is refused`(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes, name: "test")
        #expect { try reader.varint() } throws: { ($0 as? FormatError)?.code == .damaged }
    }

    @Test(arguments: [[2, 0xC3, 0x28], [1, 0xC3], [3, 0xED, 0xA0, 0x80], [2, 0xC0, 0x80], [5, 0x61]])
    func `a text that is not UTF-8 or is cut is refused`(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes, name: "test")
        #expect(throws: FormatError.self) { try reader.string() }
    }
}
