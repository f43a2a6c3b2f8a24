import KafkaTestSupport

/// When a process is killed.
enum Moment: Hashable, Sendable, CustomStringConvertible {
    /// So long after its start.
    case afterStart(Duration)
    /// So long after its program has written to the journal for so many times.
    case afterWrite(Int, Duration)

    /// How often a run writes to the journal at least.
    private static let writes = 8
    /// Much of what lies between two writes takes less.
    private static let shortWhile = Duration.milliseconds(40)

    /// Half of all by the clock, within the usual time; half soon after a write: the acts after most of them are short.
    static func any(within usual: Duration, using random: inout SeededRandom) -> Moment {
        Bool.random(using: &random)
            ? .afterStart(random.moment(within: usual))
            : .afterWrite(Int.random(in: 1...writes, using: &random), random.moment(within: shortWhile))
    }

    var description: String {
        switch self {
        case .afterStart(let time): "\(time) after the start"
        case .afterWrite(let number, let time): "\(time) after write \(number) to the journal"
        }
    }
}
