import FoundationEssentials

/// A running Kafka, real or simulated, that tests may do anything to, shared by every test of a run; each test uses names of its own.
public struct TestCluster: Hashable, Sendable, CustomStringConvertible {
    /// The release, for instance `4.3.1`.
    public let version: String
    /// Where to find it: `HOST:PORT,…`.
    public let bootstrapServers: String
    /// Whether it only behaves like that release.
    public let isSimulated: Bool

    /// Names a running cluster.
    public init(version: String, bootstrapServers: String, isSimulated: Bool = false) {
        self.version = version
        self.bootstrapServers = bootstrapServers
        self.isSimulated = isSimulated
    }

    /// What it is, and which version: `Kafka 4.3.1`, `Simulated 4.3.1`.
    public var description: String { "\(isSimulated ? "Simulated" : "Kafka") \(version)" }

    /// Whether the new consumer protocol (KIP-848) is on by default, as it is from Kafka 4.0.
    public var hasConsumerProtocol: Bool {
        (version.split(separator: ".").first.flatMap { Int($0) } ?? 0) >= 4
    }

    /// A name no other test uses: the stem, a dash and eight random hexadecimal digits.
    public static func uniqueName(_ stem: String) -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return "\(stem)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }
}
