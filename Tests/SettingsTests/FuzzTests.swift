import KafkaTestSupport
import Offsets
import Settings
import TestSupport
import Testing

/// Files that somebody's cat has walked over: none ends the process, and each that is refused says why.
struct FuzzTests {
    private static let rounds = 5_000
    private static let longest = 4_000
    private static let pieces = [
        "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "#", "\n", "\r\n", "\u{0}",
        "\u{FEFF}",
        "a", "job", "[job.a]\n", "[cluster.b]\n", "schedule = ", "daily", "1", "-1", "9223372036854775807", "0x",
        "1e400", "nan",
        "inf", "true", "1979-05-27T07:32:00Z", "03:00", "\\u0000", "\\UFFFFFFFF", "é", "😀", "e\u{301}", "\u{2028}", "*",
        "re:(((",
        "~", "/", "@every 5m", "*-*-* *:*:*", "100%", "5m", "a.b.c.d = 1\n", "[[job]]\n", "[job.\"\"]\n",
    ]

    @Test func `no file ends the process, and every refusal names a place in it`() throws {
        var random = SeededRandom(for: "fuzzed configurations")
        let seeds = BadFile.all.map(\.text) + [Self.good]
        var length = FuzzLength(atLeast: Self.rounds)
        while length.next() {
            var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) { Self.change(&bytes, seeds, &random) }
            bytes = Array(bytes.prefix(Self.longest))
            do throws(SettingsError) {
                _ = try Settings(bytes, file: "f", in: .test)
            } catch {
                #expect(!error.mistakes.isEmpty)
                #expect(error.mistakes == error.mistakes.sorted { $0.place < $1.place })
                let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
                #expect(
                    error.mistakes.allSatisfy { (1...lines + 1).contains($0.place.line) && $0.place.column > 0 },
                    "\(error.mistakes) in \(String(decoding: bytes, as: UTF8.self))"
                )
            }
        }
        print("\(length.count) configurations")
    }

    private static let good = """
        [cluster.prod]
        bootstrap-servers = ["kafka-1:9092"]
        secrets = { "sasl.password" = "kafka-prod-password" }
        [job.nightly]
        schedule = "Mon..Fri *-*-* 03:00:00"
        groups = ["billing-*", 're:^a+$']
        retention = { last = 3, daily = 2 }
        hooks.after = ['/bin/true', \"""
        x\"""]
        [daemon]
        metrics = "127.0.0.1:9464"
        """

    private static func change(_ bytes: inout [UInt8], _ seeds: [String], _ random: inout SeededRandom) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        case 2: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default:
            let other = Array((seeds.randomElement(using: &random) ?? "").utf8)
            bytes.insert(contentsOf: other.prefix(.random(in: 0...other.count, using: &random)), at: place)
        }
    }
}
