import Digest
import Foundation
import Offsets
import Testing

@testable import KafkaDirect

/// SCRAM's talk, by the example of RFC 7677 and the rules of RFC 5802.
struct SCRAMTests {
    private static let nonce = "rOprNGfwEbeRWgbNEkqO"
    private static let first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    private static let final = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

    private static func exchange(user: String = "user") -> SCRAMExchange {
        SCRAMExchange(.sha256, user: user, password: "pencil", nonce: nonce)
    }

    private static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test func `the example of RFC 7677 is talked as it is written there`() throws {
        var exchange = Self.exchange()
        #expect(Self.text(exchange.first) == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(
            Self.text(try exchange.answer(to: Array(Self.first.utf8)))
                == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        )
        #expect(try exchange.answer(to: Array(Self.final.utf8)) == nil)
        #expect(throws: SASLFailure.self) { try exchange.answer(to: Array(Self.final.utf8)) }
    }

    @Test(arguments: [
        "", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95F4=", "v=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4",
        "v=AAAA", "e=other-error", "ok",
    ])
    func `a broker that does not prove the password is not trusted`(_ answer: String) throws {
        var exchange = Self.exchange()
        _ = try exchange.answer(to: Array(Self.first.utf8))
        #expect(throws: SASLFailure.self) { try exchange.answer(to: Array(answer.utf8)) }
    }

    @Test(arguments: [
        // The nonce is another one, is not gone on with, or begins later.
        "r=AOprNGfwEbeRWgbNEkqO%hvYDpWUa,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=xrOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        // No salt, or none that is one.
        "r=rOprNGfwEbeRWgbNEkqOx,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=***,i=4096",
        // The number of iterations is too small, too large, below 0, or none.
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000001",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=many",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        // An extension that has to be understood (RFC 5802 §5.1), an error, and nothing at all.
        "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "e=unknown-user", "",
    ])
    func `a first answer that breaks a rule is refused before anything is proven`(_ answer: String) {
        var exchange = Self.exchange()
        #expect(throws: SASLFailure.self) { try exchange.answer(to: Array(answer.utf8)) }
    }

    @Test func `an extension that need not be understood is passed over`() throws {
        var exchange = Self.exchange()
        #expect(try exchange.answer(to: Array("\(Self.first),x=more".utf8)) != nil)
    }

    @Test func `a comma and an equals sign in a name are escaped`() {
        #expect(Self.text(Self.exchange(user: "a=b,c").first) == "n,,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO")
    }

    @Test func `every talk has a nonce of its own`() throws {
        let firsts = try (0..<100).map { _ in
            try SCRAMExchange(.sha512, user: "user", password: "pencil", before: .after(.seconds(60))).first
        }
        #expect(Set(firsts).count == firsts.count)
    }

    @Test func `iterations that take longer than the connection may are refused at once`() throws {
        let asked = Self.first.replacingOccurrences(of: "i=4096", with: "i=10000000")
        var exchange = SCRAMExchange(
            .sha512,
            user: "user",
            password: "pencil",
            nonce: Self.nonce,
            before: .after(.milliseconds(300))
        )
        let began = ContinuousClock.now
        let error = #expect(throws: SASLFailure.self) { try exchange.answer(to: Array(asked.utf8)) }
        #expect(began.duration(to: .now) < .seconds(1))
        #expect(error?.message.contains("10000000 iterations") == true)
    }
}
