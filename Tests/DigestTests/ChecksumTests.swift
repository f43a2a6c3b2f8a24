import Digest
import Testing

struct ChecksumTests {
    @Test(arguments: [("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)] as [(String, UInt32)])
    func `it is the CRC-32 of zlib`(_ text: String, _ checksum: UInt32) {
        #expect(Checksum.crc32(Array(text.utf8)) == checksum)
        #expect(Checksum.crc32(([0] + Array(text.utf8) + [0])[1..<text.utf8.count + 1]) == checksum)
        #expect(Checksum.crc32(text.utf8.span) == checksum)
    }

    @Test func `every changed bit changes it`() {
        var bytes = Array("tidemark".utf8)
        let checksum = Checksum.crc32(bytes)
        for index in bytes.indices {
            for bit in 0..<8 {
                bytes[index] ^= 1 << UInt8(bit)
                #expect(Checksum.crc32(bytes) != checksum)
                bytes[index] ^= 1 << UInt8(bit)
            }
        }
    }
}
