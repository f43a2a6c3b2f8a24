import Digest
import Offsets
import Testing

struct SHA256HasherTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `it has the values of FIPS 180-4`(_ text: String, _ digest: String) throws {
        #expect(try SHA256Hasher.digest(of: Array(text.utf8)).description == digest)
    }

    @Test func `pieces of any kind give what the whole gives`() throws {
        let whole = Array("tidemark é🦊 offsets".utf8)
        var hasher = try SHA256Hasher()
        hasher.update([])
        hasher.update(Array("tide".utf8))
        hasher.update(Array("??mark ??".utf8)[2..<7])
        hasher.update("é🦊")
        hasher.update(Array(" offsets".utf8).span)
        #expect(try hasher.finish() == SHA256Hasher.digest(of: whole))
    }

    @Test func `a million bytes are one digest`() throws {
        let digest = try SHA256Hasher.digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(digest.description == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }
}
