import Offsets
import Testing

/// What times mean that people type.
struct TimeReaderTests {
    /// Friday, 2026-11-27 12:34:56 in UTC, 13:34:56 in Paris.
    private static let now = Timestamp(nanoseconds: 1_795_782_896_500_000_000)

    private static func moments(
        _ text: String,
        in zone: String = "UTC",
        _ direction: TimeReader.Direction = .back,
        at now: Timestamp = now
    ) throws -> [String] {
        let reader = TimeReader(now: now) { name throws(TidemarkError) in
            do {
                return try CalendarScheduleTests.zone(name ?? zone)
            } catch {
                throw TidemarkError(.noSuchTimeZone, "there is no \(name ?? zone)")
            }
        }
        let expression = try #require(TimeExpression(text), "\(text)")
        let moments = try reader.moments(of: expression, direction)
        return [moments.lowerBound.description, moments.upperBound.description]
    }

    @Test(arguments: [
        ("2026-11-21T03:00Z", "2026-11-21T03:00:00.000Z", "2026-11-21T03:00:00.999Z"),
        ("2026-11-21t03:00:01.25z", "2026-11-21T03:00:01.250Z", "2026-11-21T03:00:01.250Z"),
        ("2026-11-21T03:00:01+01:00", "2026-11-21T02:00:01.000Z", "2026-11-21T02:00:01.999Z"),
        ("2026-11-21 03:00", "2026-11-21T03:00:00.000Z", "2026-11-21T03:00:00.999Z"),
        ("2026-11-21T03:00", "2026-11-21T03:00:00.000Z", "2026-11-21T03:00:00.999Z"),
        ("2026-11-21", "2026-11-21T00:00:00.000Z", "2026-11-21T23:59:59.999Z"),
        ("2028-02-29", "2028-02-29T00:00:00.000Z", "2028-02-29T23:59:59.999Z"),
        ("12:00", "2026-11-27T12:00:00.000Z", "2026-11-27T12:00:00.999Z"),
        ("12:34:56", "2026-11-27T12:34:56.000Z", "2026-11-27T12:34:56.999Z"),
        ("12:35", "2026-11-26T12:35:00.000Z", "2026-11-26T12:35:00.999Z"),
        ("03:00-05:00", "2026-11-27T08:00:00.000Z", "2026-11-27T08:00:00.999Z"),
        ("today", "2026-11-27T00:00:00.000Z", "2026-11-27T23:59:59.999Z"),
        ("today 03:00", "2026-11-27T03:00:00.000Z", "2026-11-27T03:00:00.999Z"),
        ("yesterday", "2026-11-26T00:00:00.000Z", "2026-11-26T23:59:59.999Z"),
        ("yesterday 03:00 UTC", "2026-11-26T03:00:00.000Z", "2026-11-26T03:00:00.999Z"),
        ("tomorrow 03:00", "2026-11-28T03:00:00.000Z", "2026-11-28T03:00:00.999Z"),
        ("now", "2026-11-27T12:34:56.500Z", "2026-11-27T12:34:56.500Z"),
        ("2h", "2026-11-27T10:34:56.500Z", "2026-11-27T10:34:56.500Z"),
        ("1d12h ago", "2026-11-26T00:34:56.500Z", "2026-11-26T00:34:56.500Z"),
    ])
    func `a time means from its first to its last moment`(text: String, first: String, last: String) throws {
        #expect(try Self.moments(text) == [first, last])
    }

    @Test(.enabled(if: CalendarScheduleTests.hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `a time is one of the zone of whoever types it, unless it names another`() throws {
        let rows = [
            ("03:00", "2026-11-27T02:00:00.000Z"), ("yesterday 03:00", "2026-11-26T02:00:00.000Z"),
            ("2026-07-01 03:00", "2026-07-01T01:00:00.000Z"), ("2026-07-01", "2026-06-30T22:00:00.000Z"),
            ("2026-07-01 03:00 UTC", "2026-07-01T03:00:00.000Z"), ("2026-07-01 03:00Z", "2026-07-01T03:00:00.000Z"),
            ("2026-07-01 03:00 America/New_York", "2026-07-01T07:00:00.000Z"),
            ("03:00 America/New_York", "2026-11-27T08:00:00.000Z"),
            // The clocks skip this one, and show this one twice.
            ("2026-03-29 02:30", "2026-03-29T01:00:00.000Z"), ("2026-10-25 02:30", "2026-10-25T00:30:00.000Z"),
        ]
        for (text, first) in rows {
            #expect(try Self.moments(text, in: "Europe/Paris").first == first, "\(text)")
        }
        // In Paris it is tomorrow already.
        let late = try #require(Timestamp(rfc3339: "2026-11-27T23:30:00Z"))
        #expect(try Self.moments("today", in: "Europe/Paris", at: late).first == "2026-11-27T23:00:00.000Z")
        #expect(try Self.moments("00:15", in: "Europe/Paris", at: late).first == "2026-11-27T23:15:00.000Z")
        // A day on which the clocks go back has 25 hours.
        #expect(
            try Self.moments("2026-10-25", in: "Europe/Paris")
                == ["2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z"]
        )
    }

    @Test func `ahead, a distance is to come and a time of day is the next one`() throws {
        #expect(try Self.moments("2h", .ahead).first == "2026-11-27T14:34:56.500Z")
        #expect(try Self.moments("2h ago", .ahead).first == "2026-11-27T10:34:56.500Z")
        #expect(try Self.moments("12:00", .ahead).first == "2026-11-28T12:00:00.000Z")
        #expect(try Self.moments("13:00", .ahead).first == "2026-11-27T13:00:00.000Z")
    }

    @Test(arguments: [
        "", " ", "soon", "2", "2x", "h", "-2h", "2 h", "ago", " ago", "03", "3:00", "03:0", "24:00", "03:60",
        "03:00:60",
        "03:00.5", "2026-11-21T", "2026-11-21T03", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "26-11-21",
        "yesterday  03:00", "yesterday 03:00 ", " 03:00", "Yesterday", "yesterdayT03:00", "03:00 yesterday",
        "03:00Z UTC", "03:00 ../../etc/passwd", "03:00 +01:00", "2026-11-21Z", "Europe/Paris", "03:00 UTC UTC",
        "٠٣:٠٠", "03:00\n", "now 03:00",
    ])
    func `nonsense is no time`(text: String) {
        #expect(TimeExpression(text) == nil)
    }

    @Test func `what no clock of ours reaches is refused`() throws {
        for text in ["9999-12-31", "0001-01-01T00:00Z", "2262-04-12 00:00"] {
            let error = #expect(throws: TidemarkError.self, "\(text)") { try Self.moments(text) }
            #expect(error?.exitCode == .usage)
        }
    }

    @Test(.enabled(if: CalendarScheduleTests.hasZones, "the time zone database is needed: apt-get install tzdata"))
    func `what was understood is told with its zone`() throws {
        let reader = TimeReader(now: Self.now) { name throws(TidemarkError) in
            (try? CalendarScheduleTests.zone(name ?? "Europe/Paris")) ?? .utc
        }
        func words(_ text: String) throws -> String {
            let expression = try #require(TimeExpression(text))
            return try reader.words(for: try reader.moments(of: expression).lowerBound, as: expression)
        }
        #expect(try words("yesterday 03:00") == "Thu 2026-11-26 03:00:00 CET (2026-11-26T02:00:00Z)")
        #expect(try words("03:00 UTC") == "Fri 2026-11-27 03:00:00 UTC")
        #expect(try words("03:00+05:30") == "Fri 2026-11-27 03:00:00 +05:30 (2026-11-26T21:30:00Z)")
    }
}
