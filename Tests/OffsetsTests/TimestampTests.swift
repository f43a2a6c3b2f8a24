import Offsets
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T03:00:00Z", 1_795_230_000_000_000_000),
            ("2026-11-21T03:00:00.000Z", 1_795_230_000_000_000_000),
            ("2026-11-21t03:00:00z", 1_795_230_000_000_000_000),
            ("2026-11-21T03:00Z", 1_795_230_000_000_000_000), ("2026-11-21T04:30:00+01:30", 1_795_230_000_000_000_000),
            ("2026-11-20T22:00:00-05:00", 1_795_230_000_000_000_000),
            ("2026-11-21T03:00:00-00:00", 1_795_230_000_000_000_000),
            ("2026-11-21T03:00:00.1Z", 1_795_230_000_100_000_000),
            ("2026-11-21T03:00:00.9994Z", 1_795_230_000_999_400_000),
            ("2026-11-21T03:00:00.123456789Z", 1_795_230_000_123_456_789),
            ("2026-11-21T03:00:00.12345678999Z", 1_795_230_000_123_456_789),
            ("1969-12-31T23:59:59.999Z", -1_000_000), ("1969-12-31T23:59:59Z", -1_000_000_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000_000), ("1900-03-01T00:00:00Z", -2_203_891_200_000_000_000),
            ("2262-04-11T23:47:16.854775807Z", Int64.max), ("1677-09-21T00:12:43.145224192Z", Int64.min),
        ] as [(String, Int64)]
    )
    func `a text with a zone is a moment`(text: String, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "now", "2026-11-21", "2026-11-21T03:00:00", "2026-11-21 03:00:00Z", "2026-11-21T03:00:00.Z",
        "2026-11-21T03Z",
        "2026-11-21T24:00:00Z", "2026-11-21T03:60:00Z", "2026-11-21T23:59:60Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z", "26-01-01T00:00:00Z", "2026-1-1T00:00:00Z", "2026-11-21T03:00:00+0100",
        "2026-11-21T03:00:00+24:00", "2026-11-21T03:00:00+01:60", "2026-11-21T03:00:00ZZ", " 2026-11-21T03:00:00Z",
        "2026-11-21T03:00:00Z ", "2026-11-21T03:00:00,5Z", "+2026-11-21T03:00:00Z", "２026-11-21T03:00:00Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "2262-04-11T23:47:16.854775808Z",
        "1677-09-21T00:12:43.145224191Z", "2026-11-21T03:00:00Z\0",
    ])
    func `anything else is none`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_230_000_000_000_000, "2026-11-21T03:00:00.000Z"),
            (1_795_230_000_999_999_999, "2026-11-21T03:00:00.999Z"),
            (1_795_230_000_000_999_999, "2026-11-21T03:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (-1_000_000_000, "1969-12-31T23:59:59.000Z"),
            (Int64.max, "2262-04-11T23:47:16.854Z"), (Int64.min, "1677-09-21T00:12:43.145Z"),
            (951_868_799_999_000_000, "2000-02-29T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func `a moment is written with milliseconds, cut off`(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == text)
    }

    @Test func `every millisecond and every day is read back as it was written`() throws {
        for millisecond in Int64(0)..<1_000 {
            let moment = Timestamp(nanoseconds: 1_795_230_000_000_000_000 + millisecond * 1_000_000)
            #expect(Timestamp(rfc3339: moment.description) == moment)
        }
        var previous: Timestamp?
        for day in Int64(-106_000)..<106_000 where day % 7 == 0 || abs(day) < 800 {
            let moment = Timestamp(nanoseconds: day * 86_400_000_000_000)
            let text = moment.description
            #expect(Timestamp(rfc3339: text) == moment)
            #expect(text.hasSuffix("T00:00:00.000Z"))
            if let previous { #expect(previous.description < text) }
            previous = moment
        }
    }

    @Test func `moments are ordered, and now is after this was written`() {
        #expect(Timestamp(nanoseconds: -1) < Timestamp(nanoseconds: 0))
        #expect(Timestamp.now().nanoseconds > 1_700_000_000_000_000_000)
    }
}
