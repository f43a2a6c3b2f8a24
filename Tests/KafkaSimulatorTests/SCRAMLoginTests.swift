import Digest
import Foundation
import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// A login by SCRAM, message by message.
struct SCRAMLoginTests {
    /// How a client deviates from what it should send.
    enum Deviation: CaseIterable, Sendable {
        case none, password, user, header, nonce, repeatedNonce, proof, fields
    }

    /// Says the client's half; returns the last answer and whether it holds the server's right signature.
    private func login(
        _ function: HashFunction,
        _ conversation: inout LoginConversation,
        user: String = "a=2Cb=3Dc",
        password: String = "ü",
        _ deviation: Deviation = .none
    ) throws -> (LoginConversation.Answer, isSigned: Bool) {
        let first = "n=\(deviation == .user ? "nobody" : user),r=client"
        let told = conversation.answer(Array("n,,\(first)".utf8), at: 0)
        guard case .further(let bytes) = told else { return (told, false) }
        let challenge = String(decoding: bytes, as: UTF8.self)
        let fields = challenge.split(separator: ",").map { String($0.dropFirst(2)) }
        #expect(fields.count == 3 && fields[0].hasPrefix("client") && fields[0].count > 20 && fields[2] == "4096")
        let keys = try SCRAMKeys(
            password: Array((deviation == .password ? "wrong" : password).utf8),
            salt: Array(try #require(Data(base64Encoded: fields[1]))),
            iterations: 4_096,
            using: function
        )
        var nonce = fields[0]
        if deviation == .nonce { nonce += "x" }
        if deviation == .repeatedNonce { nonce = "client\(nonce)" }
        let last = "c=\(deviation == .header ? "eSws" : "biws"),r=\(nonce)"
        let all = Array("\(first),\(challenge),\(last)".utf8)
        var proof = try keys.proof(for: all)
        if deviation == .proof { proof[0] ^= 1 }
        let message = deviation == .fields ? "p=" : "\(last),p=\(Data(proof).base64EncodedString())"
        let answer = conversation.answer(Array(message.utf8), at: 0)
        guard case .success(_, let signature, _) = answer else { return (answer, false) }
        let expected = "v=\(Data(try keys.serverSignature(for: all)).base64EncodedString())"
        return (answer, signature == Array(expected.utf8))
    }

    private func conversation(
        _ mechanism: SimulatedAuthentication.Mechanism,
        _ release: SimulatedRelease = .kafka43
    ) -> LoginConversation {
        LoginConversation(mechanism, SimulatedAuthentication(passwords: ["a,b=c": "ü"]), release)
    }

    @Test(arguments: [SimulatedAuthentication.Mechanism.scramSHA256, .scramSHA512], Deviation.allCases)
    func `only who knows the password and says everything right is let in, and is told so by a signature`(
        _ mechanism: SimulatedAuthentication.Mechanism,
        _ deviation: Deviation
    ) throws {
        var conversation = conversation(mechanism)
        let function: HashFunction = mechanism == .scramSHA256 ? .sha256 : .sha512
        let (answer, isSigned) = try login(function, &conversation, deviation)
        switch answer {
        case .success(let user, _, _): #expect(deviation == .none && user == "a,b=c" && isSigned)
        case .failure(let message):
            #expect(deviation != .none)
            #expect("\(message)".hasSuffix("invalid credentials with SASL mechanism \(mechanism.rawValue)"))
        case .further: Issue.record("no end")
        }
    }

    @Test func `a nonce that repeats the client's part passes in Kafka 3 and not in Kafka 4`() throws {
        for (release, passes) in [(SimulatedRelease.kafka43, false), (.kafka39, true), (.kafka24, true)] {
            var conversation = conversation(.scramSHA256, release)
            let (answer, _) = try login(.sha256, &conversation, .repeatedNonce)
            if case .success = answer { #expect(passes) } else { #expect(!passes) }
        }
    }

    @Test(arguments: [
        "", "n", "n,,", "n,,n=a=2Cb=3Dc", "p=tls,,n=a=2Cb=3Dc,r=x", "n,,n=a=b,r=x", "n,,r=x", "n,,n=a=2Cb=3Dc,r=",
    ])
    func `a first message that is none is refused`(_ message: String) {
        var conversation = conversation(.scramSHA512)
        guard case .failure = conversation.answer(Array(message.utf8), at: 0) else {
            Issue.record("accepted")
            return
        }
    }
}
