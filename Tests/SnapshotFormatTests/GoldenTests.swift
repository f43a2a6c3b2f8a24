import Digest
import FoundationEssentials
import Offsets
import Testing

@testable import SnapshotFormat

struct GoldenTests {
    @Test(arguments: Golden.files)
    func `a file of format 1_0 is read`(_ file: GoldenFile) throws {
        let decoded = try SnapshotFile.decode(file.bytes)
        #expect(decoded.snapshot == file.snapshot)
        #expect(decoded.digest.description == file.digest)
        #expect(decoded.offsetsDigest.description == file.offsetsDigest)
        #expect(decoded.formatMajor == 1)
        #expect(decoded.formatMinor == file.minor)
    }

    @Test(arguments: Golden.files)
    func `what it holds still has the same digests when written`(_ file: GoldenFile) throws {
        // The bytes may differ with the version of Zstandard, the digests may not.
        let encoded = try SnapshotFile.encode(file.snapshot)
        #expect(encoded.offsetsDigest.description == file.offsetsDigest)
        // A file of a later minor version says so in what the digest covers.
        #expect((encoded.digest.description == file.digest) == (file.minor == 0))
    }

    @Test func `there is a file for every sample, and no other`() throws {
        let directory = Repository.path("Tests/SnapshotFormatTests/Resources")
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: directory))
        #expect(names == Set(Golden.files.map { "\($0.name).tidemark" }))
        #expect(Set(Samples.all.map(\.testDescription)).isSubset(of: Golden.files.map(\.name)))
    }

    @Test func `what a later version says of the digest changes nothing`() throws {
        let file = try #require(Golden.files.first { $0.name == "authenticated" })
        let encoded = try SnapshotFile.encode(file.snapshot)
        #expect(try SnapshotFile.decode(file.bytes).id == encoded.id)
        #expect(try file.bytes.count > encoded.bytes.count)
    }
}
