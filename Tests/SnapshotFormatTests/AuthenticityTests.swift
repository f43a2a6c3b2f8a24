import FormatFuzz
import Offsets
import TestSupport
import Testing

@testable import SnapshotFormat

/// Who vouches for a file (docs/format.md, 3.7).
struct AuthenticityTests {
    private static let key = AuthenticationKey(name: "2026", secret: Array("a secret of thirty-two bytes, 26".utf8))
    private static let older = AuthenticationKey(name: "2025", secret: Array("a secret of thirty-two bytes, 25".utf8))

    @Test func `a key vouches for what it has signed, and for nothing else`() throws {
        let signed = try SnapshotFile.encode(Samples.small, signedBy: Self.key)
        let unsigned = try SnapshotFile.encode(Samples.small)
        #expect(signed.id == unsigned.id && signed.digest == unsigned.digest)
        #expect(try SnapshotFile.decode(signed.bytes) == SnapshotFile.decode(unsigned.bytes))
        #expect(try SnapshotFile.verify(signed.bytes) == signed.digest)
        #expect(
            try SnapshotFile.authenticity(signed.bytes, by: [Self.older, Self.key]).authenticity
                == .authenticated(by: "2026")
        )
        #expect(try SnapshotFile.authenticity(signed.bytes, by: [Self.older]).authenticity == .unknownKey(["2026"]))
        #expect(try SnapshotFile.authenticity(signed.bytes, by: []).authenticity == .unknownKey(["2026"]))
        let found = try SnapshotFile.authenticity(unsigned.bytes, by: [Self.key])
        #expect(found.authenticity == .unsigned && found.digest == unsigned.digest)
    }

    @Test func `the signature of a file that was written long ago still fits its key`() throws {
        let file = try #require(Golden.files.first { $0.name == "signed" })
        let found = try SnapshotFile.authenticity(file.bytes, by: [Self.key])
        #expect(found.authenticity == .authenticated(by: "2026") && found.digest.description == file.digest)
        let impostor = AuthenticationKey(name: "2026", secret: Self.older.secret)
        #expect(try SnapshotFile.authenticity(file.bytes, by: [impostor]).authenticity == .forged("2026"))
        #expect(try SnapshotFile.authenticity(file.bytes, by: [Self.older]).authenticity == .unknownKey(["2026"]))
    }

    @Test func `a signature does not fit another key of the same name, nor another snapshot`() throws {
        let signed = try SnapshotFile.encode(Samples.small, signedBy: Self.key)
        let impostor = AuthenticationKey(name: "2026", secret: Self.older.secret)
        #expect(try SnapshotFile.authenticity(signed.bytes, by: [impostor]).authenticity == .forged("2026"))

        // Whoever can write the file puts everything right but the signature.
        let signature = try #require(try HandmadeFile(signed.bytes).sections.last)
        #expect(signature.type == SectionType.authentication.rawValue)
        for other in Samples.all where other.snapshot != Samples.small {
            var file = try HandmadeFile(other.snapshot)
            file.sections.append(signature)
            let bytes = try file.bytes
            _ = try SnapshotFile.decode(bytes)
            #expect(try SnapshotFile.authenticity(bytes, by: [Self.key]).authenticity == .forged("2026"))
        }
        var stripped = try HandmadeFile(signed.bytes)
        stripped.sections.removeLast()
        #expect(try SnapshotFile.authenticity(stripped.bytes, by: [Self.key]).authenticity == .unsigned)
    }

    @Test func `no bit of what is signed can change under a signature`() throws {
        let signed = try SnapshotFile.encode(Samples.small, signedBy: Self.key)
        let original = try HandmadeFile(signed.bytes)
        for section in original.sections.indices {
            for byte in original.sections[section].content.indices {
                var file = original
                file.sections[section].content[byte] ^= 1
                let found = try? SnapshotFile.authenticity(file.bytes, by: [Self.key]).authenticity
                #expect(found == nil || found != .authenticated(by: "2026"), "section \(section), byte \(byte)")
            }
        }
        var digest = original.offsetsDigest.bytes
        digest[5] ^= 1
        var file = original
        file.offsetsDigest = try #require(ContentDigest(bytes: digest))
        #expect(try SnapshotFile.authenticity(file.bytes, by: [Self.key]).authenticity == .forged("2026"))
        file = original
        file.minor = 1
        #expect(try SnapshotFile.authenticity(file.bytes, by: [Self.key]).authenticity == .forged("2026"))
    }

    @Test func `one key that is known is enough, and one of two that does not fit is too much`() throws {
        func file(_ second: AuthenticationKey) throws -> [UInt8] {
            var first = try HandmadeFile(SnapshotFile.encode(Samples.small, signedBy: Self.older).bytes)
            let other = try HandmadeFile(SnapshotFile.encode(Samples.small, signedBy: second).bytes)
            let (one, two) = (try #require(first.sections.last?.content), try #require(other.sections.last?.content))
            first.sections[first.sections.count - 1].content = [2] + one.dropFirst() + two.dropFirst()
            return try first.bytes
        }
        let both = try file(Self.key)
        #expect(try SnapshotFile.authenticity(both, by: [Self.key]).authenticity == .authenticated(by: "2026"))
        #expect(try SnapshotFile.authenticity(both, by: [Self.older]).authenticity == .authenticated(by: "2025"))
        #expect(try SnapshotFile.authenticity(both, by: []).authenticity == .unknownKey(["2025", "2026"]))
        let wrong = try file(AuthenticationKey(name: "2026", secret: Self.older.secret))
        #expect(try SnapshotFile.authenticity(wrong, by: [Self.older, Self.key]).authenticity == .forged("2026"))
        // Twice the same key is out of order.
        let twice = try file(Self.older)
        #expect(throws: FormatError.self) { try SnapshotFile.authenticity(twice, by: [Self.older]) }
    }

    @Test(arguments: [[], [1], [2, 4], [1, 4, 50, 48, 50, 54, 2], [1, 4, 50, 48, 50, 54, 1, 0]] as [[UInt8]])
    func `a section that is none is refused`(_ content: [UInt8]) throws {
        let file = try HandmadeFile(Samples.small, replacing: .authentication, by: content)
        #expect(throws: FormatError.self) { try SnapshotFile.authenticity(file.bytes, by: [Self.key]) }
    }

    @Test func `a list without signatures vouches for nothing`() throws {
        let file = try HandmadeFile(Samples.small, replacing: .authentication, by: [0])
        #expect(try SnapshotFile.authenticity(file.bytes, by: [Self.key]).authenticity == .unsigned)
    }

    @Test(.enabled(if: IndependentReader.canRun, "python3 and zstandard or zstd are needed"))
    func `another program finds the same key`() throws {
        let scratch = try ScratchDirectory()
        try scratch.write(try SnapshotFile.encode(Samples.small, signedBy: Self.key).bytes, to: "a.tidemark")
        try scratch.write(Self.key.secret + [UInt8(ascii: "\n")], to: "key")
        try scratch.write(Self.older.secret, to: "other")
        let file = scratch.file("a.tidemark")
        func about(_ keys: String) throws -> String? { try IndependentReader.read("--key", "\(keys) '\(file)'").first }
        #expect(try about("'2026=\(scratch.file("key"))'")?.contains("\"authenticatedBy\": [\"2026\"]") == true)
        #expect(try about("'2025=\(scratch.file("other"))'")?.contains("\"authenticatedBy\": []") == true)
        // It says that the signature does not fit, and prints nothing.
        #expect(try about("'2026=\(scratch.file("other"))'") == nil)
    }
}
