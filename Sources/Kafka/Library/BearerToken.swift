internal import CRDKafka
internal import Cluster
internal import FoundationEssentials

/// A token as librdkafka wants to be told of it: whose it is, and until when it holds.
struct BearerToken: Hashable {
    /// How long a token is used that does not say until when it holds, before its file is read again.
    static let lifetimeOfOpaque: Int64 = 300_000
    /// The name for whoever has such a token; librdkafka wants one, and tells it to nobody.
    private static let opaqueName = "unknown"

    /// The token.
    let text: String
    /// Whose it is.
    let principal: String
    /// Until when it holds, in milliseconds since 1970.
    let expiry: Int64

    /// The claims that are looked at (RFC 7519 §4.1).
    private struct Claims: Decodable {
        let sub: String?
        let exp: Double?
    }

    /// What a token says of itself, where it is a JWT.
    ///
    /// - Parameters:
    ///   - text: The token.
    ///   - now: Milliseconds since 1970.
    init(_ text: String, now: Int64) {
        self.text = text
        let claims = Self.claims(of: text)
        principal = claims?.sub ?? Self.opaqueName
        let expiry = claims?.exp.flatMap { Int64(exactly: ($0 * 1_000).rounded(.down)) }
        self.expiry = expiry ?? (now + Self.lifetimeOfOpaque)
    }

    private static func claims(of token: String) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        // Base64 of RFC 4648 §5, which leaves the padding out.
        var payload = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        payload += String(repeating: "=", count: (4 - payload.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: String(payload)) else { return nil }
        return try? JSONDecoder().decode(Claims.self, from: bytes)
    }

    /// Gives an instance the token that a file holds now, or the reason why there is none.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - instance: An instance that logs in with OAUTHBEARER.
    /// - Returns: Why there is no token, `nil` where there is one.
    @discardableResult
    static func refresh(from file: TokenFile, in instance: OpaquePointer) -> String? {
        var reason: String
        do throws(KafkaError) {
            let token = BearerToken(try file.read(), now: Int64(Date().timeIntervalSince1970 * 1_000))
            var text = [CChar](repeating: 0, count: ClientInstance.reasonCapacity)
            let code = unsafe rd_kafka_oauthbearer_set_token(
                instance,
                token.text,
                token.expiry,
                token.principal,
                nil,
                0,
                &text,
                text.count
            )
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
            let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            reason = "\(TokenFile.property): the token in \(file.path) cannot be used: \(words)"
        } catch {
            reason = error.message
        }
        unsafe rd_kafka_oauthbearer_set_token_failure(instance, reason)
        return reason
    }
}
