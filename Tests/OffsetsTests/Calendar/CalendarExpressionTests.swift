import Offsets
import Testing

struct CalendarExpressionTests {
    private static let normalForms: [(text: String, normal: String)] = [
        ("Mon..Fri", "Mon..Fri *-*-* 00:00:00"), ("Mon-Fri 3:00", "Mon..Fri *-*-* 03:00:00"),
        ("Mon, 3:00", "Mon *-*-* 03:00:00"), ("*-*~3", "*-*~03 00:00:00"), ("*-*~07/2", "*-*~07/2 00:00:00"),
        ("*-2~01", "*-02~01 00:00:00"), ("1..3:30", "*-*-* 01..03:30:00"),
        ("*:0/7:0/0.5", "*-*-* *:00/7:00/0.500000"), ("@1234567890", "2009-02-13 23:31:30 UTC"),
        ("99-1-1", "1999-01-01 00:00:00"), ("69-1-1", "2069-01-01 00:00:00"), ("5-6", "*-05-06 00:00:00"),
        ("daily Europe/Paris", "*-*-* 00:00:00 Europe/Paris"), ("Sun *-*-1..7", "Sun *-*-01..07 00:00:00"),
        ("3:0:0,30", "*-*-* 03:00:00,30"), ("Mon ", "Mon *-*-* 00:00:00"),
        ("Monday..Wed,Fri *-*-*", "Mon..Wed,Fri *-*-* 00:00:00"), ("3:1..1", "*-*-* 03:01:00"),
        ("2:3..10/3", "*-*-* 02:03..09/3:00"), ("00:00:0.1234567", "*-*-* 00:00:00.123457"),
        ("MON *-*-* 0:0 utc", "Mon *-*-* 00:00:00 UTC"), ("*:*:*", "*-*-* *:*:*"),
        ("semi-annually", "*-01,07-01 00:00:00"), ("quarterly UTC", "*-01,04,07,10-01 00:00:00 UTC"),
        ("minutely", "*-*-* *:*:00"), ("*-*-*  3:00", "*-*-* 03:00:00"), ("12-*-* 1:1", "2012-*-* 01:01:00"),
        ("0:0:59.999999", "*-*-* 00:00:59.999999"), ("Sat,Sun", "Sat,Sun *-*-* 00:00:00"),
    ]

    @Test(arguments: normalForms)
    func `an expression is read as systemd reads it`(_ row: (text: String, normal: String)) throws {
        let expression = try CalendarExpression(row.text)
        #expect(expression.description == row.normal)
        #expect(try CalendarExpression(row.normal) == expression)
    }

    @Test(arguments: [
        "", " ", "5", "*/5", "~1", "3:", "3:5/60", "Fri..Mon", "24:00", "Mon,,Tue", "3 :00", "  3:00", "3:00  ", "-1-1",
        "*-*-32", "*-13-1", "*-*~29", "0:0:60", "2003-03-05T05:40", "@12.5", "Mon..", "Mon..Tue..Wed",
        "3:00:00:00",
        "*-*-*-*", "1969-01-01", "2200-01-01", "*:0/0", "*:1..0", "99999999999-1-1", "3:00 \u{0}", "dáily", "1,:00",
        "*-1~1-1",
        "Monda", "*-0-1", "*-*-0", "Mon3:00", "3:00 Europe//Paris", "3:00 ../etc/passwd", "@every", "@reboot",
    ])
    func `what is no schedule is refused with a reason`(_ text: String) {
        let error = #expect(throws: CalendarError.self) { try CalendarExpression(text) }
        #expect(error?.message.isEmpty == false)
    }

    @Test(arguments: [
        ("0 3 * * *", "'*-*-* 3:0'"), ("*/15 * * * *", "'*:0/15'"), ("0 3 * * 1-5", "'Mon..Fri *-*-* 3:0'"),
        ("30 4 1,15 * *", "'*-*-1,15 4:30'"), ("0 0 * * sun", "'sun *-*-* 0:0'"), ("@daily", "'daily'"),
        ("@every 5m", "'*:0/5'"), ("@every 6h", "'0/6:00'"), ("@hourly", "'hourly'"), ("@midnight", "'daily'"),
        ("@every 7m", "for example '*:0/15'"), ("0 0 13 * 5", "for example '*:0/15'"),
    ])
    func `a schedule of cron's gets the form that works`(_ text: String, _ instead: String) throws {
        let error = #expect(throws: CalendarError.self) { try CalendarExpression(text) }
        #expect(error?.hint?.contains(instead) == true, "\(error.map(String.init(describing:)) ?? "")")
        if let quoted = error?.hint?.split(separator: "'").dropFirst().first {
            _ = try CalendarExpression(String(quoted))
        }
    }

    @Test(arguments: [
        ("03:00", true), ("9,17:30", true), ("*-*-* 02:30:*", true), ("*:30", false), ("02:*", false),
        ("1..3:00", false),
        ("0/6:00", false), ("daily", true), ("hourly", false),
    ])
    func `an expression with a fixed time is told from one that repeats within the day`(
        _ text: String,
        _ isFixed: Bool
    ) throws {
        #expect(try CalendarExpression(text).hasFixedTime == isFixed)
    }
}
