extension DurationText {
    private static let secondsPerDay: Int64 = 86_400
    private static let secondsPerHour: Int64 = 3_600
    private static let secondsPerMinute: Int64 = 60
    private static let fractionDigits = 9

    /// The duration that an ISO 8601 text of days and less names, such as `P1DT2H`, `PT30M` or `PT0.5S`.
    ///
    /// `nil` for anything else, for years, months and weeks, whose length is no matter of a clock or that Kafka's own tools do
    /// not take, for a sign, and for one that no 64-bit number of milliseconds holds.
    public static func iso8601(_ text: String) -> Duration? {
        let form = /P(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?/
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let match = text.uppercased().wholeMatch(of: form) else {
            return nil
        }
        let parts: [(digits: Substring?, seconds: Int64)] = [
            (match.1, secondsPerDay), (match.3, secondsPerHour), (match.4, secondsPerMinute), (match.5, 1),
        ]
        // A T without anything behind it says nothing.
        guard parts.contains(where: { $0.digits != nil }), match.2 != "T" else { return nil }
        var seconds: Int64 = 0
        for part in parts {
            guard let digits = part.digits else { continue }
            guard let number = Int64(digits) else { return nil }
            let (span, isTooLong) = number.multipliedReportingOverflow(by: part.seconds)
            let (sum, isBeyond) = seconds.addingReportingOverflow(span)
            guard !isTooLong, !isBeyond else { return nil }
            seconds = sum
        }
        guard !seconds.multipliedReportingOverflow(by: 1_000).overflow else { return nil }
        let fraction = match.6.flatMap { digits in
            Int64("\(digits)\(String(repeating: "0", count: fractionDigits - digits.count))")
        }
        return .seconds(seconds) + .nanoseconds(fraction ?? 0)
    }
}
