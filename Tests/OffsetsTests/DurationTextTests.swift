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
}
