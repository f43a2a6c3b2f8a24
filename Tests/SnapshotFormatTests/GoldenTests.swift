import FoundationEssentials
import Offsets
import SnapshotFormat
import Testing

struct GoldenTests {
    @Test func `the file of format 1_0 is read`() throws {
        let decoded = try SnapshotFile.decode(Self.bytes())
        #expect(decoded.snapshot == Golden.snapshot)
        #expect(decoded.digest.description == Golden.digest)
        #expect(decoded.offsetsDigest.description == Golden.offsetsDigest)
        #expect(decoded.formatMajor == 1)
        #expect(decoded.formatMinor == 0)
    }

    @Test func `what it holds still has the same digests when written`() throws {
        // The bytes may differ with the version of Zstandard, the digests may not.
        let encoded = try SnapshotFile.encode(Golden.snapshot)
        #expect(encoded.digest.description == Golden.digest)
        #expect(encoded.offsetsDigest.description == Golden.offsetsDigest)
    }

    static let path = Repository.path("Tests/SnapshotFormatTests/Resources/format-1.0.tidemark")

    static func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
}
