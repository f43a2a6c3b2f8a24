extension Duration {
    private static let secondsPerMinute: Int64 = 60
    private static let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000

    /// The duration as `--timeout` takes it: `2m3s`, `45s`, and below a second `150ms`.
    var inWords: String {
        let (seconds, attoseconds) = components
        guard seconds > 0 else { return "\(attoseconds / Self.attosecondsPerMillisecond)ms" }
        let minutes = seconds / Self.secondsPerMinute
        let rest = seconds % Self.secondsPerMinute
        return (minutes > 0 ? "\(minutes)m" : "") + (rest > 0 || minutes == 0 ? "\(rest)s" : "")
    }
}
