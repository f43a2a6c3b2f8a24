import Digest
import Foundation
import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// Logging in as to a real broker; what is said and when it closes was seen on Kafka 4.3.1 and 3.9.2.
struct LoginTests {
    private static let authentication = SimulatedAuthentication(
        passwords: ["alice": "alice's secret", "a,b=c": "ü"],
        tokens: ["opaque-token": "carol"]
    )

    private func simulator(
        _ authentication: SimulatedAuthentication = authentication,
        release: SimulatedRelease = .kafka43,
        clock: SimulatedClock = .system
    ) throws -> Simulator {
        try Simulator.start(
            release: release,
            clock: clock,
            listeners: [SimulatedListener("SASL", authentication: authentication), .plaintext]
        )
    }

    private func connection(_ simulator: Simulator) throws -> RawConnection {
        try #require(RawConnection(to: simulator.bootstrapServers))
    }

    private static func plain(_ user: String, _ password: String) -> [UInt8] { Array("\0\(user)\0\(password)".utf8) }

    private func shake(_ connection: RawConnection, _ mechanism: String) throws {
        let answer = try connection.ask(.saslHandshake, 1, ["mechanism": .text(Text(mechanism))])
        #expect(answer.code == .none)
    }

    private func say(_ connection: RawConnection, _ bytes: [UInt8]) throws -> Structure {
        try connection.ask(.saslAuthenticate, 2, ["authBytes": .bytes(bytes)])
    }

    @Test func `before a login only the versions are told, and everything else closes the connection`() throws {
        let simulator = try simulator()
        let asked = try connection(simulator)
        #expect(try asked.ask(.apiVersions, 3, [:])["apiKeys"].elements.count > 20)
        #expect(asked.isClosed(by: .metadata, 9, ["topics": .null]))
        #expect(try connection(simulator).isClosed(by: .saslAuthenticate, 1, ["authBytes": .bytes([])]))
        let begun = try connection(simulator)
        try shake(begun, "PLAIN")
        #expect(begun.isClosed(by: .metadata, 9, ["topics": .null]))
    }

    @Test func `a mechanism that is not enabled is answered with those that are, and closes`() throws {
        var authentication = Self.authentication
        authentication.mechanisms = [.plain, .scramSHA512]
        let simulator = try simulator(authentication)
        defer { withExtendedLifetime(simulator) {} }
        let connection = try connection(simulator)
        let answer = try connection.ask(.saslHandshake, 1, ["mechanism": "GSSAPI"])
        #expect(answer.code == .unsupportedSASLMechanism)
        #expect(answer["mechanisms"] == .array(["PLAIN", "SCRAM-SHA-512"]))
        #expect(connection.isClosedByPeer())
    }

    @Test func `with a right password anything may be asked, and a wrong one closes after its answer`() throws {
        let simulator = try simulator()
        let right = try connection(simulator)
        try shake(right, "PLAIN")
        let answer = try say(right, Self.plain("alice", "alice's secret"))
        #expect(answer.code == .none && answer["sessionLifetimeMs"] == 0)
        #expect(try right.ask(.metadata, 9, ["topics": .null])["brokers"].elements.count == 1)
        for (user, password) in [("alice", "wrong"), ("nobody", "alice's secret"), ("alice", "")] {
            let wrong = try connection(simulator)
            try shake(wrong, "PLAIN")
            let answer = try say(wrong, Self.plain(user, password))
            #expect(answer.code == .saslAuthenticationFailed)
            #expect(answer["errorMessage"] == "Authentication failed: Invalid username or password")
            #expect(wrong.isClosedByPeer())
        }
    }

    @Test func `rights are those of who has logged in, and metadata names the ports of the same listener`() throws {
        let simulator = try simulator()
        simulator.withState { state in
            state.addTopic("orders", partitions: 1)
            state.authorizer = SimulatedAuthorizer(
                rules: [.init("alice", .describe, .cluster, SimulatedAuthorizer.clusterName)],
                superUsers: []
            )
        }
        let connection = try connection(simulator)
        try shake(connection, "PLAIN")
        _ = try say(connection, Self.plain("alice", "alice's secret"))
        let wanted: Structure = ["includeClusterAuthorizedOperations": true]
        let described = try connection.ask(.describeCluster, 1, wanted)
        #expect(described["clusterAuthorizedOperations"] == 0x100)
        let port = described["brokers"].structures.first?["port"].integer ?? 0
        #expect(simulator.bootstrapServers == "127.0.0.1:\(port)")
        let other = try #require(RawConnection(to: simulator.bootstrapServers(of: "PLAINTEXT")))
        let unknown = try other.ask(.describeCluster, 1, wanted)
        #expect(unknown["clusterAuthorizedOperations"] == 0)
        #expect(unknown["brokers"].structures.first?["port"].integer != port)
        #expect(simulator.bootstrapServers(of: "nothing") == "")
    }

    @Test func `where nobody logs in, a login is out of place`() throws {
        let simulator = try simulator()
        defer { withExtendedLifetime(simulator) {} }
        let connection = try #require(RawConnection(to: simulator.bootstrapServers(of: "PLAINTEXT")))
        #expect(try connection.ask(.saslHandshake, 1, ["mechanism": "PLAIN"]).code == .illegalSASLState)
        #expect(try connection.ask(.saslAuthenticate, 1, ["authBytes": .bytes([])]).code == .illegalSASLState)
        #expect(try connection.ask(.metadata, 9, ["topics": .null]).code == .none)
    }

    @Test func `a token is taken that is known, or that nobody signed and is still good`() throws {
        let simulator = try simulator()
        let encode = { (text: String) in
            Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                "=",
                with: ""
            )
        }
        let unsecured = { (end: Int64) in
            "\(encode(#"{"alg":"none"}"#)).\(encode(#"{"sub":"dave","exp":\#(end)}"#))."
        }
        let now = ClusterServer.systemTime / 1_000
        for token in ["opaque-token", unsecured(now + 100)] {
            let connection = try connection(simulator)
            try shake(connection, "OAUTHBEARER")
            #expect(try say(connection, Array("n,,\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8)).code == .none)
            #expect(try connection.ask(.metadata, 9, ["topics": .null]).code == .none)
        }
        for token in ["another", unsecured(now - 1), "..", ""] {
            let connection = try connection(simulator)
            try shake(connection, "OAUTHBEARER")
            let told = try say(connection, Array("n,,\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8))
            #expect(told.code == .none && told["authBytes"] == .bytes(Array(#"{"status":"invalid_token"}"#.utf8)))
            #expect(try say(connection, [1]).code == .saslAuthenticationFailed)
            #expect(connection.isClosedByPeer())
        }
    }

    @Test func `a session that has ended closes at the next request unless the client logs in anew`() throws {
        var authentication = Self.authentication
        authentication.sessionLifetime = 60_000
        authentication.passwords["bob"] = "secret"
        let simulator = try simulator(authentication, clock: .standing(at: 1_000_000))
        let connections = try (0..<3).map { _ in try connection(simulator) }
        for connection in connections {
            try shake(connection, "PLAIN")
            #expect(try say(connection, Self.plain("alice", "alice's secret"))["sessionLifetimeMs"] == 60_000)
        }
        simulator.advance(by: .milliseconds(59_999))
        for connection in connections { #expect(try connection.ask(.metadata, 9, ["topics": .null]).code == .none) }
        simulator.advance(by: .milliseconds(1))
        #expect(connections[0].isClosed(by: .metadata, 9, ["topics": .null]))
        try shake(connections[1], "PLAIN")
        #expect(try say(connections[1], Self.plain("alice", "alice's secret")).code == .none)
        #expect(try connections[1].ask(.metadata, 9, ["topics": .null]).code == .none)
        // Somebody else may not take the connection over.
        try shake(connections[2], "PLAIN")
        let refused = try say(connections[2], Self.plain("bob", "secret"))
        #expect(refused.code == .saslAuthenticationFailed)
        #expect(refused["errorMessage"] == "Cannot change principals during re-authentication")
        #expect(connections[2].isClosedByPeer())
    }
}
