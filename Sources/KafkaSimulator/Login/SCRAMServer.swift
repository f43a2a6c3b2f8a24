import Digest
import FoundationEssentials
import KafkaProtocol

/// The server's half of a login by SCRAM (RFC 5802), with the iterations and the words of Kafka.
struct SCRAMServer: Sendable {
    private let function: HashFunction
    private let mechanism: SimulatedAuthentication.Mechanism
    private let comparesWholeNonce: Bool
    private var begun: Begun?

    /// What was said so far.
    private struct Begun: Sendable {
        let user: Text
        let keys: SCRAMKeys
        /// The client's header, which it has to repeat.
        let header: String
        let nonce: String
        /// The client's first message without its header, and the server's.
        let messages: String
    }

    /// How often a password is hashed: the least that Kafka takes.
    private static let iterations = 4_096
    private static let saltBytes = 16
    private static let nonceBytes = 18

    /// A login nobody has said anything in yet; `nil` for a mechanism that is not SCRAM.
    init?(_ mechanism: SimulatedAuthentication.Mechanism, comparesWholeNonce: Bool) {
        switch mechanism {
        case .scramSHA256: function = .sha256
        case .scramSHA512: function = .sha512
        case .plain, .oauthBearer: return nil
        }
        self.mechanism = mechanism
        self.comparesWholeNonce = comparesWholeNonce
    }

    /// Answers what the client says.
    mutating func answer(_ bytes: [UInt8], _ passwords: [Text: Text]) -> LoginConversation.Answer {
        let message = String(decoding: bytes, as: UTF8.self)
        guard let begun else { return begin(message, passwords) }
        return finish(message, begun)
    }

    private var refusal: LoginConversation.Answer {
        let words = "Authentication failed during authentication due to invalid credentials with SASL mechanism"
        return .failure(Text("\(words) \(mechanism.rawValue)"))
    }

    /// `n,,n=USER,r=NONCE`: what follows the second comma is the message itself.
    private mutating func begin(_ message: String, _ passwords: [Text: Text]) -> LoginConversation.Answer {
        let parts = message.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "n" || parts[0] == "y" else { return refusal }
        let fields = Self.fields(parts[2])
        guard let name = fields["n"], let theirs = fields["r"], !theirs.isEmpty, let user = Self.unescaped(name),
            let password = passwords[user]
        else { return refusal }
        let salt = Self.random(Self.saltBytes)
        let nonce = "\(theirs)\(Data(Self.random(Self.nonceBytes)).base64EncodedString())"
        guard
            let keys = try? SCRAMKeys(
                password: password.bytes,
                salt: salt,
                iterations: Self.iterations,
                using: function
            )
        else { return refusal }
        let answer = "r=\(nonce),s=\(Data(salt).base64EncodedString()),i=\(Self.iterations)"
        begun = Begun(
            user: user,
            keys: keys,
            header: "\(parts[0]),\(parts[1]),",
            nonce: nonce,
            messages: "\(parts[2]),\(answer)"
        )
        return .further(Array(answer.utf8))
    }

    /// What the last message of a client, `c=HEADER,r=NONCE,p=PROOF`, comes to.
    private func finish(_ message: String, _ begun: Begun) -> LoginConversation.Answer {
        let fields = Self.fields(message[...])
        guard let end = message.firstRange(of: ",p=")?.lowerBound,
            fields["c"] == Data(begun.header.utf8).base64EncodedString(), isRight(fields["r"], begun.nonce),
            let proof = fields["p"].flatMap({ Data(base64Encoded: $0) })
        else { return refusal }
        let conversation = Array("\(begun.messages),\(message[..<end])".utf8)
        guard (try? begun.keys.accepts(Array(proof), for: conversation)) == true,
            let signature = try? begun.keys.serverSignature(for: conversation)
        else { return refusal }
        return .success(begun.user, Array("v=\(Data(signature).base64EncodedString())".utf8))
    }

    private func isRight(_ nonce: String?, _ expected: String) -> Bool {
        comparesWholeNonce ? nonce == expected : nonce?.hasSuffix(expected) == true
    }

    /// The fields of a message by their letters.
    private static func fields(_ message: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for part in message.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if sides.count == 2 { fields[String(sides[0])] = String(sides[1]) }
        }
        return fields
    }

    /// A name in which `=2C` stands for a comma and `=3D` for an equals sign; `nil` where one stands for itself.
    private static func unescaped(_ name: String) -> Text? {
        let plain = name.replacing("=2C", with: ",").replacing("=3D", with: "=")
        let escapes = name.count { $0 == "=" }
        let replaced = (name.utf8.count - plain.utf8.count) / 2
        return escapes == replaced ? Text(plain) : nil
    }

    private static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: .min ... .max) } }
}
