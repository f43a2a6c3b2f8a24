import Offsets

extension ValueParser where Value == Duration {
    /// A duration such as `500ms`, `30s`, `5m` or `1h30m`: more than nothing, and no longer than a limit.
    public static func duration(upTo longest: Duration) -> ValueParser {
        ValueParser(placeholder: "DURATION") { text throws(InvalidValue) in
            guard let duration = DurationText.duration(text) else {
                throw InvalidValue("'\(text)' is not a duration; write for example 500ms, 30s, 5m or 1h30m")
            }
            guard duration > .zero else { throw InvalidValue("'\(text)' is too short: it must be greater than 0s") }
            guard duration <= longest else {
                throw InvalidValue("'\(text)' is too long; the limit is \(DurationText.text(longest))")
            }
            return duration
        }
    }
}
