import Digest
import FoundationEssentials
import Testing

/// SCRAM's arithmetic beside that of others.
struct SCRAMKeysTests {
    @Test func `it has the values of RFC 7677`() throws {
        let salt = try #require(Data(base64Encoded: "W22ZaJ0SNY7soEsUEjb6gQ=="))
        let keys = try SCRAMKeys(password: Array("pencil".utf8), salt: Array(salt), iterations: 4_096, using: .sha256)
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
        let conversation = Array(
            ("n=user,r=rOprNGfwEbeRWgbNEkqO,r=\(nonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=\(nonce)").utf8
        )
        let proof = try keys.proof(for: conversation)
        #expect(Data(proof).base64EncodedString() == "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        let signature = try keys.serverSignature(for: conversation)
        #expect(Data(signature).base64EncodedString() == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        #expect(try keys.accepts(proof, for: conversation))
    }

    /// Computed by Python's hashlib and hmac.
    @Test func `with SHA-512 it has the values of Python`() throws {
        let salt = Array("a salt of a user".utf8)
        let key = try HashFunction.sha512.deriveKey(from: Array("pencil".utf8), salt: salt, iterations: 4_096)
        #expect(hexadecimal(key).hasPrefix("f3cdfb33e18e3fff7b1176eba74e3865e41f945e36aeaca05056299eb91b04d9"))
        let keys = try SCRAMKeys(password: Array("pencil".utf8), salt: salt, iterations: 4_096, using: .sha512)
        let conversation = Array("n=user,r=abc,r=abcdef,s=...,i=4096,c=biws,r=abcdef".utf8)
        let proof = try keys.proof(for: conversation)
        #expect(hexadecimal(proof).hasPrefix("26686179083843e1d641a40c70c88dca0c9a0fe3898bdb379f8405287924f43e"))
        let signature = try keys.serverSignature(for: conversation)
        #expect(hexadecimal(signature).hasPrefix("ffcb37ac3ee99a1da86615ab30a51109f1e3f951154c5dbde5446ee9eb84204f"))
    }

    @Test(arguments: HashFunction.allCases)
    func `only the right proof for the right conversation is accepted`(_ function: HashFunction) throws {
        let keys = try SCRAMKeys(password: [1, 2, 3], salt: [4], iterations: 1, using: function)
        let proof = try keys.proof(for: [5])
        #expect(proof.count == function.length)
        #expect(try keys.accepts(proof, for: [5]))
        #expect(try !keys.accepts(proof, for: [6]))
        #expect(try !keys.accepts([], for: [5]))
        for index in proof.indices {
            var wrong = proof
            wrong[index] ^= 1
            #expect(try !keys.accepts(wrong, for: [5]))
        }
    }

    @Test func `a number of iterations that makes no sense is an error`() {
        for iterations in [0, -1, Int.max] {
            #expect(throws: DigestError.self) {
                try HashFunction.sha256.deriveKey(from: [1], salt: [2], iterations: iterations)
            }
        }
        #expect(throws: Never.self) { try HashFunction.sha256.deriveKey(from: [], salt: [], iterations: 1) }
    }

    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
