import FoundationEssentials
import KafkaProtocol

/// A token nobody has signed (RFC 7519 with `alg` `none`), as Kafka accepts them where it was told nothing else.
struct UnsecuredToken: Sendable {
    /// Whom it stands for.
    let subject: Text
    /// Until when, in milliseconds since 1970.
    let end: Int64

    private struct Header: Decodable {
        let alg: String
    }

    private struct Claims: Decodable {
        let sub: String
        let exp: Double
    }

    /// The longest token that is looked at, in bytes.
    private static let longest = 64 * 1_024

    /// Reads one; `nil` for anything else.
    init?(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let millisecondsPerSecond = 1_000.0
        guard bytes.count <= Self.longest, parts.count == 3, parts[2].isEmpty,
            let header = Self.decoded(Header.self, parts[0]), header.alg == "none",
            let claims = Self.decoded(Claims.self, parts[1]), !claims.sub.isEmpty,
            let end = Int64(exactly: (claims.exp * millisecondsPerSecond).rounded())
        else { return nil }
        subject = Text(claims.sub)
        self.end = end
    }

    private static func decoded<Part: Decodable>(_ type: Part.Type, _ part: ArraySlice<UInt8>) -> Part? {
        // base64url without padding, as base64 with it.
        var text = String(decoding: part, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text).flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
}
