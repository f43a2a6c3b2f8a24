import FoundationEssentials
import Offsets
import Testing

struct CalendarScheduleTests {
    /// The zone from the system's database; the tests that use it are skipped, and reported so, where there is none.
    static func zone(_ name: String) throws -> TimeZoneRules {
        guard name != "UTC" else { return .utc }
        let file = URL(filePath: "/usr/share/zoneinfo/\(name)")
        return try TimeZoneRules(name: name, file: [UInt8](try Data(contentsOf: file)))
    }

    static let hasZones = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Paris")

    private static func times(_ text: String, _ zone: String, after: String, _ count: Int = 3) throws -> [String] {
        let schedule = CalendarSchedule(try CalendarExpression(text), in: try Self.zone(zone))
        var times: [Timestamp] = []
        var last = try #require(Timestamp(rfc3339: after))
        while times.count < count, let next = schedule.next(after: last) {
            times.append(next)
            last = next
        }
        return times.map { "\($0.description.prefix(16))Z" }
    }

    @Test func `a time is due every day, and never at the moment asked from`() throws {
        let times = try Self.times("03:00", "UTC", after: "2026-11-26T03:00:00Z")
        #expect(times == ["2026-11-27T03:00Z", "2026-11-28T03:00Z", "2026-11-29T03:00Z"])
    }

    @Test func `days are counted from the end of the month, in leap years too`() throws {
        let last = try Self.times("*-*~1 12:00", "UTC", after: "2028-01-31T12:00:00Z")
        #expect(last == ["2028-02-29T12:00Z", "2028-03-31T12:00Z", "2028-04-30T12:00Z"])
        let monday = try Self.times("Mon *-05~07/1", "UTC", after: "2026-06-01T00:00:00Z", 1)
        #expect(monday == ["2027-05-31T00:00Z"])
    }

    @Test func `a schedule that never comes has no next time`() throws {
        for text in ["*-02-30", "2009-01-01", "Mon 2026-11-24", "*-02~29..30"] {
            guard let expression = try? CalendarExpression(text) else { continue }
            let now = try #require(Timestamp(rfc3339: "2026-11-26T00:00:00Z"))
            #expect(CalendarSchedule(expression, in: .utc).next(after: now) == nil, "\(text)")
        }
    }

    // Europe/Paris goes from 02:00 to 03:00 on 2027-03-28 and from 03:00 back to 02:00 on 2026-10-25.

    @Test(.enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `a fixed time in a gap is due at its end, once`() throws {
        let times = try Self.times("02:15,45", "Europe/Paris", after: "2027-03-27T02:00:00Z", 3)
        #expect(times == ["2027-03-28T01:00Z", "2027-03-29T00:15Z", "2027-03-29T00:45Z"])
    }

    @Test(.enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `a fixed time that comes twice is due the first time`() throws {
        let times = try Self.times("02:30", "Europe/Paris", after: "2026-10-24T12:00:00Z", 2)
        #expect(times == ["2026-10-25T00:30Z", "2026-10-26T01:30Z"])
        // Asked between the two, it has been due.
        #expect(try Self.times("02:30", "Europe/Paris", after: "2026-10-25T01:10:00Z", 1) == ["2026-10-26T01:30Z"])
    }

    @Test(.enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `a wildcard follows the hours that pass`() throws {
        let back = try Self.times("*:30", "Europe/Paris", after: "2026-10-24T23:45:00Z", 4)
        #expect(back == ["2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-25T02:30Z", "2026-10-25T03:30Z"])
        let forward = try Self.times("*:30", "Europe/Paris", after: "2027-03-28T00:15:00Z", 2)
        #expect(forward == ["2027-03-28T00:30Z", "2027-03-28T01:30Z"])
    }

    @Test(.enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `midnight that does not exist and a day that does not exist are due at the end of the gap`() throws {
        // Beirut begins its summer time at midnight; Samoa left out 30 December 2011.
        #expect(try Self.times("daily", "Asia/Beirut", after: "2027-03-27T12:00:00Z", 1) == ["2027-03-27T22:00Z"])
        #expect(
            try Self.times("2011-12-30 12:00", "Pacific/Apia", after: "2011-12-01T00:00:00Z") == ["2011-12-30T10:00Z"]
        )
    }

    @Test func `a file that is no time zone is refused wherever it is cut`() throws {
        guard Self.hasZones else { return }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris")))
        for length in 0..<bytes.count {
            #expect(throws: CalendarError.self) { try TimeZoneRules(name: "cut", file: Array(bytes[..<length])) }
        }
    }
}
