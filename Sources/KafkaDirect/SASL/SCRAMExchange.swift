internal import Digest
internal import Offsets

/// SCRAM: both sides prove that they know the password, and none tells it (RFC 5802, RFC 7677).
struct SCRAMExchange: SASLExchange {
    private enum Step {
        case saidFirst
        case saidProof(signature: [UInt8])
        case isOver
    }

    /// The fewest iterations that brokers may ask for (RFC 7677), and the most that are computed for them.
    private static let iterations = 4_096...10_000_000
    /// From so many on it is looked first how long they take; fewer take less than a tenth of a second.
    private static let manyIterations = 100_000
    private static let nonceBytes = 24
    private static let header = "n,,"

    private let function: HashFunction
    private let password: String
    private let nonce: String
    private let firstBare: String
    private let deadline: Deadline?
    private var step = Step.saidFirst

    let first: [UInt8]

    /// A talk of a user, with a nonce of its own.
    ///
    /// - Parameters:
    ///   - function: The hash function of the mechanism.
    ///   - user: The user.
    ///   - password: The password.
    ///   - deadline: When the talk has to be over: what would be computed for longer is not begun.
    /// - Throws: ``SASLFailure`` when the system has no random numbers.
    init(
        _ function: HashFunction,
        user: String,
        password: String,
        before deadline: Deadline
    ) throws(SASLFailure) {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<Self.nonceBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        self.init(function, user: user, password: password, nonce: Base64.text(bytes), before: deadline)
    }

    /// A talk with a nonce that is given.
    init(
        _ function: HashFunction,
        user: String,
        password: String,
        nonce: String,
        before deadline: Deadline? = nil
    ) {
        self.deadline = deadline
        self.function = function
        self.password = password
        self.nonce = nonce
        firstBare = "n=\(Self.escaped(user)),r=\(nonce)"
        first = Array((Self.header + firstBare).utf8)
    }

    mutating func answer(to challenge: [UInt8]) throws(SASLFailure) -> [UInt8]? {
        let text = String(decoding: challenge, as: UTF8.self)
        let attributes = Self.attributes(of: text)
        if let reason = attributes["e"] { throw SASLFailure("the broker refuses the log-in: \(reason)") }
        switch step {
        case .saidFirst: return try proof(for: text, attributes)
        case .saidProof(let signature):
            guard let verifier = attributes["v"].flatMap(Base64.bytes),
                MessageAuthentication.areEqual(verifier, signature)
            else { throw SASLFailure("the broker does not know the password; it is not who it claims to be") }
            step = .isOver
            return nil
        case .isOver: throw SASLFailure("the broker goes on after the log-in is over")
        }
    }

    private mutating func proof(for text: String, _ attributes: [Character: Substring]) throws(SASLFailure) -> [UInt8] {
        // What a client does not know and has to understand (RFC 5802 §5.1, `m`).
        guard attributes["m"] == nil else { throw SASLFailure("the broker asks for an extension that is not known") }
        // The broker's nonce begins with ours, and ours is said once (`docs/kafka.md` §14.5).
        guard let both = attributes["r"], both.utf8.starts(with: nonce.utf8), both.utf8.count > nonce.utf8.count else {
            throw SASLFailure("the broker's first answer does not go on with our nonce")
        }
        guard let salt = attributes["s"].flatMap(Base64.bytes), !salt.isEmpty,
            let iterations = attributes["i"].flatMap({ Int($0) }), Self.iterations ~= iterations
        else { throw SASLFailure("the broker's first answer has no salt, or no number of iterations from 4096 on") }
        let last = "c=\(Base64.text(Array(Self.header.utf8))),r=\(both)"
        let message = Array("\(firstBare),\(text),\(last)".utf8)
        try checkTime(for: iterations, salt)
        do throws(DigestError) {
            let keys = try SCRAMKeys(
                password: Array(password.utf8),
                salt: salt,
                iterations: iterations,
                using: function
            )
            step = .saidProof(signature: try keys.serverSignature(for: message))
            return Array("\(last),p=\(Base64.text(try keys.proof(for: message)))".utf8)
        } catch {
            throw SASLFailure(error.message)
        }
    }

    /// Refuses a number of iterations that takes longer than there is time: the library's computation cannot be ended.
    private func checkTime(for iterations: Int, _ salt: [UInt8]) throws(SASLFailure) {
        guard iterations >= Self.manyIterations, let deadline else { return }
        let sample = Self.iterations.lowerBound
        let clock = ContinuousClock()
        let taken = clock.measure {
            _ = try? function.deriveKey(from: Array(password.utf8), salt: salt, iterations: sample)
        }
        guard taken * (Double(iterations) / Double(sample)) < deadline.remaining else {
            throw SASLFailure("the broker asks for \(iterations) iterations, which take longer than a connection may")
        }
    }

    /// A name with the two characters escaped that mean something (RFC 5802 §5.1).
    static func escaped(_ name: String) -> String {
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "=": escaped += "=3D"
            case ",": escaped += "=2C"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func attributes(of text: String) -> [Character: Substring] {
        var attributes: [Character: Substring] = [:]
        for part in text.split(separator: ",") where part.utf8.count >= 2 && part.dropFirst().first == "=" {
            if let name = part.first { attributes[name] = part.dropFirst(2) }
        }
        return attributes
    }
}
