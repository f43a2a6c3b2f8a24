import Compression
import Testing

struct ZstandardTests {
    @Test(arguments: [0, 1, 100, 131_072, 3_000_000])
    func `what was compressed comes back`(_ count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let frame = try Zstandard.compress(content)
        #expect(try Zstandard.decompress(frame, limit: count) == content)
        #expect(try Zstandard.decompress(([1, 2] + frame + [3])[2..<frame.count + 2], limit: count) == content)
    }

    @Test func `a frame says its size and carries a checksum`() throws {
        // RFC 8878, 3.1.1.1.1: bit 2 is the checksum, bits 6 and 7 or bit 5 declare the size.
        let descriptor = try Zstandard.compress([1, 2, 3])[4]
        #expect(descriptor & 0x04 != 0)
        #expect(descriptor & 0xE0 != 0)
    }

    @Test func `many frames are decompressed at the same time, and after damaged ones as before`() async throws {
        let contents = (1...20).map { number in [UInt8](repeating: UInt8(number), count: number * 1_000) }
        let frames = try contents.map { try Zstandard.compress($0) }
        await withTaskGroup(of: Void.self) { group in
            for number in contents.indices {
                group.addTask {
                    for _ in 0..<20 {
                        var damaged = frames[number]
                        damaged[damaged.count - 1] ^= 1
                        #expect(throws: CompressionError.self) {
                            try Zstandard.decompress(damaged, limit: contents[number].count)
                        }
                        let content = try? Zstandard.decompress(frames[number], limit: contents[number].count)
                        #expect(content == contents[number])
                    }
                }
            }
        }
    }

    @Test func `more than the limit is refused`() throws {
        let frame = try Zstandard.compress([UInt8](repeating: 0, count: 1_000_000))
        #expect { try Zstandard.decompress(frame, limit: 999_999) } throws: { code($0) == .tooLarge }
    }

    @Test func `a declared size that no memory holds is refused`() {
        // Magic, then a descriptor for a size of eight bytes in a single segment, then that size.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [UInt8](repeating: 0x7F, count: 8) + [1, 0, 0]
        #expect { try Zstandard.decompress(frame, limit: 1 << 30) } throws: { code($0) == .tooLarge }
    }

    @Test func `a frame that does not say its size is refused`() {
        // Magic, a descriptor without size, a window of 1 KiB, one empty raw block.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x01, 0x00, 0x00]
        #expect { try Zstandard.decompress(frame, limit: 100) } throws: { code($0) == .unknownSize }
    }

    @Test func `bytes behind the frame are refused`() throws {
        let frame = try Zstandard.compress([1, 2, 3])
        #expect { try Zstandard.decompress(frame + [0], limit: 3) } throws: { code($0) == .trailingBytes }
        #expect { try Zstandard.decompress(frame + frame, limit: 6) } throws: { code($0) == .trailingBytes }
    }

    @Test func `a skippable frame is no content`() {
        let frame: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9]
        #expect { try Zstandard.decompress(frame, limit: 100) } throws: { code($0) == .damaged }
    }

    @Test func `a cut frame is refused at every length`() throws {
        let frame = try Zstandard.compress(Array("offsets, offsets, offsets".utf8))
        for length in frame.indices {
            #expect(throws: CompressionError.self, "\(length) bytes") {
                try Zstandard.decompress(frame[..<length], limit: 100)
            }
        }
    }

    @Test func `a changed content is noticed by the checksum`() throws {
        let content = Array("orders".utf8)
        var frame = try Zstandard.compress(content)
        let place = try #require(frame.indices.first { frame[$0...].starts(with: content) })
        frame[place] ^= 1
        #expect { try Zstandard.decompress(frame, limit: 6) } throws: { code($0) == .damaged }
    }

    private func code(_ error: any Error) -> CompressionError.Code? { (error as? CompressionError)?.code }
}
