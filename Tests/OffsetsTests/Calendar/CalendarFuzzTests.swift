import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// Schedules that somebody's cat has typed: none ends the process or keeps it busy, and each that is refused says why.
struct CalendarFuzzTests {
    private static let rounds = 20_000
    private static let longest = 200
    private static let seeds = [
        "Mon..Fri *-*-* 03:00:00", "*:0/7:0/0.5", "*-*~07/2", "@1234567890", "quarterly UTC", "2027-02-29 Europe/Paris",
        "Sat,Sun 1..3,5-1/2-* 0..23/5:*:*", "0 3 * * 1-5", "@every 5m", "@reboot", "*/15 * * * *", "12-*-* 1:1",
    ]
    private static let pieces = [
        "*", "-", "~", "/", "..", ",", ":", ".", " ", "\t", "@", "0", "00", "9223372036854775807",
        "99999999999999999999", "-1",
        "Mon", "monday", "weekly", "UTC", "Europe/Paris", "../etc/passwd", "é", "e\u{301}", "\u{0}", "\u{FF10}", "1970",
        "2199",
        "59.999999", "1/", "/1",
    ]
    /// From the first to the last moment there is, and around the present.
    private static let moments: [Int64] = [.min, -1, 0, 1_795_662_000_000_000_000, .max - 1, .max]

    @Test func `no text ends the process, and what is a schedule is one in its own words`() throws {
        var random = SeededRandom(for: "fuzzed schedules")
        var length = FuzzLength(atLeast: Self.rounds)
        var accepted = 0
        while length.next() {
            var text = Self.seeds.randomElement(using: &random) ?? ""
            for _ in 0..<Int.random(in: 1...5, using: &random) { Self.change(&text, &random) }
            text = String(text.prefix(Self.longest))
            do throws(CalendarError) {
                let expression = try CalendarExpression(text)
                accepted += 1
                let again = try CalendarExpression(expression.description)
                #expect(again == expression && again.description == expression.description, "'\(text)'")
                for nanoseconds in Self.moments {
                    let moment = Timestamp(nanoseconds: nanoseconds)
                    if let next = CalendarSchedule(expression, in: .utc).next(after: moment) {
                        #expect(next > moment, "'\(text)' after \(moment)")
                    }
                }
            } catch {
                #expect(!error.message.isEmpty, "'\(text)'")
            }
        }
        #expect(accepted > 0)
        print("\(length.count) schedules, \(accepted) of them good")
    }

    private static func change(_ text: inout String, _ random: inout SeededRandom) {
        let place = text.index(text.startIndex, offsetBy: Int.random(in: 0...text.count, using: &random))
        let end = text.index(place, offsetBy: Int.random(in: 0...4, using: &random), limitedBy: text.endIndex)
        let range = place..<(end ?? text.endIndex)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.removeSubrange(range)
        case 1: text.insert(contentsOf: text[range], at: place)
        case 2: text.insert(contentsOf: seeds.randomElement(using: &random) ?? "", at: place)
        default: text.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
        }
    }
}
