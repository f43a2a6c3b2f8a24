import Digest
import Testing

struct MessageAuthenticationTests {
    /// RFC 4231, 4.2, 4.3, 4.4 and 4.7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `it has the values of RFC 4231`(_ key: [UInt8], _ message: [UInt8], _ code: String) throws {
        let found = try MessageAuthentication.code(of: message, key: key)
        #expect(found.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == code)
        #expect(found.count == MessageAuthentication.length)
    }

    @Test func `no message and no key have a code, too`() throws {
        #expect(try MessageAuthentication.code(of: [], key: []).count == MessageAuthentication.length)
    }

    @Test func `codes are compared to the last byte`() {
        let code = [UInt8](0..<32)
        #expect(MessageAuthentication.areEqual(code, code))
        for index in code.indices {
            var other = code
            other[index] ^= 0x80
            #expect(!MessageAuthentication.areEqual(code, other))
        }
        #expect(!MessageAuthentication.areEqual(code, Array(code.dropLast())))
        #expect(!MessageAuthentication.areEqual(code, code + [0]))
    }
}
