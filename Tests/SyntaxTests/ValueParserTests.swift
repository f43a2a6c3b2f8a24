import Syntax
import Testing

struct ValueParserTests {
    @Test(
        arguments: [
            ("500ms", .milliseconds(500)),
            ("30s", .seconds(30)),
            ("5m", .seconds(300)),
            ("1h30m", .seconds(5_400)),
            ("2d", .seconds(172_800)),
            ("1m500ms", .milliseconds(60_500)),
            ("90m", .seconds(5_400)),
        ] as [(String, Duration)]
    )
    func `a duration is read`(text: String, duration: Duration) {
        #expect(DurationText.duration(text) == duration)
    }

    @Test(arguments: [
        "", "5", "m", "-5m", "+5m", "5 m", "1.5h", "5M", "30m1h", "1m1m", "5min", "９m", "99999999999999999999s",
        "9223372036854775807d", "9223372036854775807ms1ms",
    ])
    func `a text that is no duration is refused`(text: String) {
        #expect(DurationText.duration(text) == nil)
    }

    @Test(
        arguments: [
            (.milliseconds(500), "500ms"),
            (.seconds(120), "2m"),
            (.seconds(5_400), "1h30m"),
            (.seconds(90_061), "1d1h1m1s"),
            (.zero, "0s"),
            (.nanoseconds(10), "0s"),
        ] as [(Duration, String)]
    )
    func `a duration is written`(duration: Duration, text: String) {
        #expect(DurationText.text(duration) == text)
    }

    @Test func `no time at all is no deadline`() {
        #expect(throws: InvalidValue("'0s' is too short: it must be greater than 0s")) {
            try ValueParser.duration(upTo: .seconds(1)).parse("0s")
        }
    }

    @Test(arguments: ["", "-1", "+1", "1.0", "2147483648", "x", "٣"])
    func `a text that is no partition is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try ValueParser.partition.parse(text) }
    }

    @Test func `a name and its value are split at the first equals sign`() throws {
        let parse = ValueParser.nameValue("OLD=NEW").parse
        #expect(try parse("a=") == NameValue(name: "a", value: ""))
        #expect(try parse("a==b") == NameValue(name: "a", value: "=b"))
        #expect(throws: InvalidValue("the value is not of the form OLD=NEW")) { try parse("a") }
    }

    @Test(arguments: ["1", "9092", "65535"])
    func `a port is read`(text: String) throws {
        #expect(try ValueParser.port.parse(text).description == text)
    }

    @Test(arguments: ["", "0", "-1", "+1", "65536", "9092 ", "kafka"])
    func `a text that is no port is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try ValueParser.port.parse(text) }
    }
}
