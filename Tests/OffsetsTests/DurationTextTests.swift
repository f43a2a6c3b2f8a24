import Offsets
import Testing

struct DurationTextTests {
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

    @Test(
        arguments: [
            ("P1DT2H", .seconds(93_600)), ("PT30M", .seconds(1_800)), ("PT0.5S", .milliseconds(500)),
            ("P7D", .seconds(604_800)),
            ("pt1h", .seconds(3_600)), ("PT0S", .zero), ("P1DT1H1M1.001S", .seconds(90_061) + .milliseconds(1)),
        ] as [(String, Duration)]
    )
    func `ISO 8601 is read as Kafka's tools read it`(text: String, duration: Duration) {
        #expect(DurationText.iso8601(text) == duration)
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1DT", "P1Y", "P1M", "P1W", "-P1D", "P-1D", "PT1D", "P1H", "PT1.5H", "PT1S1M",
        " P1D",
        "P99999999999999999999D", "PT9223372036854775807S", "P٣D", "PT1.0000000001S",
    ])
    func `what is no such duration is none`(text: String) {
        #expect(DurationText.iso8601(text) == nil)
    }
}
