internal import Cluster
internal import Digest
internal import Offsets

/// As whom a client logs in.
struct SASLSettings: Hashable, Sendable {
    /// A way to log in.
    enum Mechanism: String, Hashable, Sendable {
        /// User and password as they are (RFC 4616).
        case plain = "PLAIN"
        /// A proof of the password with SHA-256 (RFC 7677).
        case scramSHA256 = "SCRAM-SHA-256"
        /// The same with SHA-512.
        case scramSHA512 = "SCRAM-SHA-512"
        /// A token (RFC 7628, KIP-255).
        case oauthBearer = "OAUTHBEARER"
    }

    /// How.
    let mechanism: Mechanism
    /// The user; empty for a token.
    let user: String
    /// The password; empty for a token.
    let password: String
    /// Where the token is, for a mechanism that has one.
    let tokenFile: TokenFile?

    /// What properties come to.
    ///
    /// - Throws: ``NotUnderstood`` for another mechanism, without user and password, or for a token that is in no file.
    init(_ values: [String: String]) throws(NotUnderstood) {
        let name = values["sasl.mechanism"] ?? ""
        guard let mechanism = Mechanism(rawValue: name.uppercased()) else {
            throw NotUnderstood(property: "sasl.mechanism", value: name)
        }
        self.mechanism = mechanism
        guard mechanism != .oauthBearer else {
            let value = values[TokenFile.property]
            guard let value, let file = (try? TokenFile(value)) ?? nil else {
                throw NotUnderstood(property: TokenFile.property, value: value ?? "")
            }
            (user, password, tokenFile) = ("", "", file)
            return
        }
        guard let user = values["sasl.username"] else { throw NotUnderstood(property: "sasl.username", value: "") }
        guard let password = values["sasl.password"] else { throw NotUnderstood(property: "sasl.password") }
        self.user = user
        self.password = password
        tokenFile = nil
    }

    /// A new talk by which to log in.
    ///
    /// - Parameter deadline: When it has to be over.
    /// - Returns: The talk.
    /// - Throws: ``SASLFailure`` when the system has no random numbers, or the token cannot be read.
    func exchange(before deadline: Deadline) throws(SASLFailure) -> any SASLExchange {
        switch mechanism {
        case .plain: return PlainExchange(user: user, password: password)
        case .scramSHA256: return try SCRAMExchange(.sha256, user: user, password: password, before: deadline)
        case .scramSHA512: return try SCRAMExchange(.sha512, user: user, password: password, before: deadline)
        case .oauthBearer:
            do throws(KafkaError) {
                return BearerExchange(token: try tokenFile?.read() ?? "")
            } catch {
                throw SASLFailure(error.message)
            }
        }
    }
}

extension SASLSettings {
    /// Why a log-in is refused.
    var refusal: ConnectionFailureReason { mechanism == .oauthBearer ? .token : .credentials }
}

/// One talk by which a client logs in, after both sides have agreed on the mechanism.
protocol SASLExchange {
    /// What the client says first.
    var first: [UInt8] { get }

    /// What the client says to what the broker said; `nil` when the talk is over and the broker is who it claims to be.
    ///
    /// - Throws: ``SASLFailure`` when the broker is not to be trusted, or says what is no answer.
    mutating func answer(to challenge: [UInt8]) throws(SASLFailure) -> [UInt8]?
}

/// Why a log-in failed on this side.
struct SASLFailure: Error, Hashable {
    /// In words.
    let message: String

    /// A failure.
    init(_ message: String) {
        self.message = message
    }
}

/// PLAIN: one message with user and password (RFC 4616).
struct PlainExchange: SASLExchange {
    let first: [UInt8]

    /// A talk of a user.
    init(user: String, password: String) {
        first = [0] + Array(user.utf8) + [0] + Array(password.utf8)
    }

    mutating func answer(to challenge: [UInt8]) throws(SASLFailure) -> [UInt8]? { nil }
}

/// OAUTHBEARER: one message with a token (RFC 7628).
struct BearerExchange: SASLExchange {
    private static let separator: UInt8 = 0x01

    let first: [UInt8]

    /// A talk with a token.
    init(token: String) {
        first =
            Array("n,,".utf8) + [Self.separator] + Array("auth=Bearer \(token)".utf8)
            + [Self.separator, Self.separator]
    }

    /// The broker says why it refuses, and then has to be told that this was heard (RFC 7628 §3.2.3).
    mutating func answer(to challenge: [UInt8]) throws(SASLFailure) -> [UInt8]? {
        guard !challenge.isEmpty else { return nil }
        throw SASLFailure("the token was refused: \(String(decoding: challenge, as: UTF8.self))")
    }
}
